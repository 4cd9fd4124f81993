"""Running something in a process of its own that may be killed in the middle."""

import os
import signal
import sys
import traceback
from collections.abc import Callable

KILLED = -signal.SIGKILL


def run_in_child(work: Callable[[Callable[[], None]], None]) -> tuple[int, bool]:
    """Fork, call `work(acknowledge)` in the child, and wait for it.

    Returns how it ended (0, or minus the signal) and whether it called `acknowledge`. An exception
    in the child is printed and makes this fail.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            work(lambda: acknowledge(writing))
        except BaseException:  # noqa: BLE001 - nothing may return into the parent's test.
            traceback.print_exc(file=sys.__stderr__)
            os._exit(99)
        os._exit(0)
    os.close(writing)
    _, status = os.waitpid(child, 0)
    acknowledged = os.read(reading, 1) == b"."
    os.close(reading)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, KILLED), f"the child ended with {code}"
    return code, acknowledged


def acknowledge(writing: int) -> None:
    """Tell the parent, in a way that survives being killed right after."""
    os.write(writing, b".")
