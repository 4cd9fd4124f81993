"""What is true of every file that is kept in the repository."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

# Where people and machines keep their own files; an example never needs such a path.
MACHINE_PATH = re.compile(rf"(?<![\w.~])/(?:home|Users|root)/\w|{re.escape(str(ROOT))}/")

BINARY = {".der", ".gz", ".p12", ".pfx", ".png"}


def test_line_ends_are_lf() -> None:
    assert [path for path, content in texts() if b"\r" in content] == []


def test_text_is_utf8_and_ends_with_a_line_end() -> None:
    assert [path for path, content in texts() if content and not content.endswith(b"\n")] == []
    for _, content in texts():
        content.decode()


def test_no_path_of_a_machine() -> None:
    found = [
        f"{path}:{number}: {line.strip()}"
        for path, content in texts()
        for number, line in enumerate(content.decode().splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


def test_python_files_have_one_purpose() -> None:
    lengths = {path: content.count(b"\n") for path, content in texts() if path.suffix == ".py"}
    assert {path: length for path, length in lengths.items() if length > 500} == {}


def test_line_ends_of_golden_files_are_pinned() -> None:
    for path in ("snapshots/any/golden.txt", "tests/transcripts/any.transcript"):
        command = ["git", "check-attr", "text", "eol", "--", path]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        assert told.splitlines() == [f"{path}: text: set", f"{path}: eol: lf"]


def texts() -> Iterator[tuple[Path, bytes]]:
    """Yield each tracked text file, relative to the checkout, with its content."""
    command = ["git", "ls-files", "-z"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    for name in listing.decode().rstrip("\0").split("\0"):
        path = Path(name)
        if path.suffix not in BINARY and (ROOT / path).is_file():
            yield path, (ROOT / path).read_bytes()
