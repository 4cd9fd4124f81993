"""Textual's own table as a program: what the dashboard's first picture and memory stand beside.

python -m bench._tables            on this terminal
python -m bench._tables COUNT      so many in one process; prints the MB that each of them keeps
"""

from __future__ import annotations

import asyncio
import contextlib
import sys

from bench._memory import resident
from bench._plain import Plain
from bench._stage import staged

ROWS = tuple((f"row {number}", "mail.example.com", "active") for number in range(40))


async def crowd(count: int) -> float:
    """Return the MB that each of `count` applications keeps; a first one loads what all share."""
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(staged(lambda driver: Plain(ROWS, driver)))
        before = resident()
        for _ in range(count):
            await stack.enter_async_context(staged(lambda driver: Plain(ROWS, driver)))
        await asyncio.sleep(1.0)
        return (resident() - before) / count


if __name__ == "__main__":
    if len(sys.argv) > 1:
        # Standard output is Textual's while an application runs.
        print(asyncio.run(crowd(int(sys.argv[1]))))
    else:
        Plain(ROWS, None).run()
