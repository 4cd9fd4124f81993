"""Lines of the files that access tables are exported to and imported from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from state.operations.ini import FileFault

FILE_LIMIT: Final = 32 * 1024 * 1024
"""Most bytes of a file."""
LONGEST_LINE: Final = 65536

_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")


def numbered_lines(data: bytes) -> Iterator[tuple[int, str]]:
    """Yield the lines that say something, without blanks around them, with their numbers from 1.

    UTF-8, any line ends; a line that begins with `#` is a comment. Raises `FileFault`.
    """
    if len(data) > FILE_LIMIT:
        raise FileFault(f"The file is larger than {FILE_LIMIT} bytes.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise FileFault("The file is not UTF-8 text.", number) from error
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        line = raw.strip(" \t")
        if not line or line.startswith("#"):
            continue
        if len(line) > LONGEST_LINE:
            raise FileFault(f"The line is longer than {LONGEST_LINE} characters.", number)
        if _CONTROL.search(line):
            raise FileFault("The line contains control characters.", number)
        yield number, line
