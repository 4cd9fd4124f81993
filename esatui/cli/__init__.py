"""The program `esatui`: which part of it was asked for, and how it ended."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from state.errors import StateError

FAILED = 1
USAGE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status.

    0 is success, 1 a failure that was reported in one line on standard error (or by the appliance
    itself), 2 a wrong command line.
    """
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    try:
        if arguments[:1] == ["transcript"]:
            # It has its own command line.
            from esatui.transcript.cli import main as transcript

            return transcript(arguments[1:])
        from esatui.cli.arguments import parse

        options = parse(arguments)
        return _PROGRAMS[options.program](options)
    except StateError as error:
        return complain(error.text)
    except BrokenPipeError:
        # Whoever read the output has seen enough; what is still buffered has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        return complain(str(error))
    except KeyboardInterrupt:
        return 130


def complain(text: str) -> int:
    """Report a failure in one line on standard error; return the exit status."""
    line = " ".join(text.split())
    sys.stderr.write(f"esatui: {line}\n")
    return FAILED


def _shell(options: Any) -> int:
    from esatui.cli.shell import run

    return run(options.state, options.line)


def _serve(options: Any) -> int:
    from esatui.cli.serve import run

    return run(options)


def _completion(options: Any) -> int:
    from esatui.cli.completion import SCRIPTS

    sys.stdout.write(SCRIPTS[options.shell])
    sys.stdout.flush()
    return 0


def _manual(options: Any) -> int:
    from esatui.cli.manual import run

    return run(options.command)


def _partners(options: Any) -> int:
    from esatui.cli.partners import run

    return run(options)


def _ca(options: Any) -> int:
    from esatui.cli.ca import run

    return run(options)


def _checktls(options: Any) -> int:
    from esatui.cli.checktls import run

    return run(options)


def _dashboard(options: Any) -> int:
    from esatui.cli.dashboard import run

    return run(options)


_PROGRAMS: dict[str, Callable[[Any], int]] = {
    "shell": _shell,
    "serve": _serve,
    "dashboard": _dashboard,
    "completion": _completion,
    "manual": _manual,
    "partners": _partners,
    "ca": _ca,
    "checktls": _checktls,
}
