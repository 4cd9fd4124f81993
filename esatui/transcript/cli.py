"""`esatui transcript`: play, rewrite and record transcripts from the command line."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from esatui.transcript.errors import Fault, TranscriptError
from esatui.transcript.header import FRONTS, FrontName
from esatui.transcript.play import Run, load, play_file, update_file
from state.errors import StateError

SUFFIX = ".transcript"
PASSED, DIFFERENT, UNUSABLE = 0, 1, 2

_EPILOG = """\
A transcript is a text file that looks like a session: prompts, what is typed, what comes back.
Each file gets an appliance of its own in a temporary directory.

examples:
  esatui transcript change.transcript            does the appliance still answer like this?
  esatui transcript --front all tests/           every file in a folder, on every front
  esatui transcript --update change.transcript   rewrite what changed; wildcards stay
  esatui transcript --record change.transcript   open a shell and write down what happens

exit status:
  0  every file passed (or was rewritten, or recorded)
  1  the appliance does something else than a file says
  2  a file cannot be used, or the arguments are wrong
"""


def parser(program: str = "esatui transcript") -> argparse.ArgumentParser:
    """Return the parser of the arguments after `esatui transcript`."""
    result = argparse.ArgumentParser(
        prog=program,
        description="Play conversations that are kept as text files.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    result.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="a transcript, or a folder of them"
    )
    result.add_argument(
        "--front",
        choices=[*FRONTS, "all"],
        help="where to play: in process (direct), without a terminal (plain), on a terminal (tty), "
        "over SSH (ssh), or everywhere that a file lists (all); default: the first that it lists",
    )
    mode = result.add_mutually_exclusive_group()
    mode.add_argument(
        "--update", action="store_true", help="rewrite what changed and keep the wildcards"
    )
    mode.add_argument(
        "--record", action="store_true", help="open a shell and write the session to FILE"
    )
    result.add_argument(
        "--state",
        type=Path,
        metavar="DIR",
        help="start from a copy of this state directory instead of what the file says",
    )
    return result


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say; return the exit status. Prints a summary."""
    arguments = parser().parse_args(argv)
    if arguments.record:
        return _record(arguments.files, arguments.state)
    try:
        files = list(_files(arguments.files))
    except TranscriptError as error:
        return _unusable(str(error))
    worst = PASSED
    passed = 0
    for path in files:
        status = _handle(path, arguments)
        worst = max(worst, status)
        passed += status == PASSED
    verb = "up to date" if arguments.update else "passed"
    _say(f"{passed} of {len(files)} {verb}")
    return worst


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the transcripts that the arguments name. Raises `TranscriptError`."""
    for path in paths:
        if path.is_dir():
            found = sorted(path.rglob(f"*{SUFFIX}"))
            if not found:
                raise TranscriptError(f"{path}: there are no {SUFFIX} files in it")
            yield from found
        else:
            yield path


def _handle(path: Path, arguments: argparse.Namespace) -> int:
    """Play or rewrite one file and say how it went."""
    try:
        header = load(path).header
        for front in _fronts(header.fronts, arguments.front):
            run = Run(front, arguments.state)
            if arguments.update:
                _update(path, run)
                return PASSED
            steps = play_file(path, load(path), run)
            _say(f"passed   {path} ({front}, {steps} answers)")
    except Fault as error:
        _say(f"differs  {path} ({front}), line {error.line}: {error.text}")
        _say(textwrap.indent("\n".join(error.diff), "    "))
        return DIFFERENT
    except OSError as error:
        return _unusable(f"{error.filename or path}: {error.strerror}")
    except (TranscriptError, StateError) as error:
        return _unusable(f"{path}: {error}")
    return PASSED


def _fronts(listed: Sequence[FrontName], wanted: str | None) -> Sequence[FrontName]:
    """Return the fronts to play on. Raises `TranscriptError` when the file excludes the one."""
    if wanted == "all":
        return listed
    if wanted is None:
        return listed[:1]
    chosen = [front for front in listed if front == wanted]
    if not chosen:
        raise TranscriptError(f"the header does not list the front {wanted!r}")
    return chosen


def _update(path: Path, run: Run) -> None:
    result = update_file(path, run)
    _say(f"{'rewritten' if result.changed else 'unchanged'} {path}")
    for note in result.notes:
        _say(f"    {note}")


def _record(files: Sequence[Path], state: Path | None) -> int:
    from esatui.transcript.live import record_file

    if len(files) != 1:
        return _unusable("one session is recorded into one file")
    try:
        record_file(files[0], state)
    except OSError as error:
        return _unusable(f"{error.filename or files[0]}: {error.strerror}")
    except (TranscriptError, StateError) as error:
        return _unusable(f"{files[0]}: {error}")
    return PASSED


def _say(text: str) -> None:
    if text:
        sys.stdout.write(text + "\n")


def _unusable(text: str) -> int:
    sys.stderr.write(f"esatui transcript: {text}\n")
    return UNUSABLE
