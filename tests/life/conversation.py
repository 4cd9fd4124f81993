"""Conversations with an appliance over ssh, with and without a terminal.

A conversation is what stands on the screen and what is answered to it, step by step. Without a
terminal everything is typed before anything is asked, as a script does it; on a terminal each
answer waits for its question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pexpect

from tests.life.program import Desk

Step = tuple[str, str | None]
"""A part of what is shown, and the answer to it, if any; a block ends with a line `.`."""

Talk = Callable[[Desk, Sequence[Step]], str]
"""Holds a conversation and returns all that was shown."""

PROMPT = "mail.example.com> "
_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def through_a_pipe(desk: Desk, steps: Sequence[Step]) -> str:
    """Type everything at once at `ssh -T`, then look whether each question came in its turn."""
    answers = [answer for _, answer in [*steps, (PROMPT, "quit")] if answer is not None]
    typed = "".join(f"{answer}\n" for answer in answers)
    done = desk.clients.ssh(flags=["-T"], data=typed.encode())
    shown = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b""), shown
    position = 0
    for question, _ in [*steps, (PROMPT, "")]:
        found = shown.find(question, position)
        assert found >= 0, f"{question!r} did not come after:\n{shown[:position]}"
        position = found + len(question)
    return shown


def on_a_terminal(desk: Desk, steps: Sequence[Step]) -> str:
    """Answer each question at `ssh -tt` when it is there."""
    child = desk.clients.terminal(term="xterm-256color")
    child.delaybeforesend = None
    shown = ""
    for question, answer in [*steps, (PROMPT, "quit")]:
        try:
            child.expect_exact(question)
        except (pexpect.TIMEOUT, pexpect.EOF) as error:
            raise AssertionError(f"{question!r} did not come: {child.before!r}") from error
        shown += (child.before + child.after).decode()
        if answer is not None:
            child.send(answer.replace("\n", "\r") + "\r")
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 0
    return _CODES.sub("", shown + child.before.decode()).replace("\r", "")


def certificates(*steps: Step) -> list[Step]:
    """Return a visit to certconfig, CERTIFICATE."""
    return [
        (PROMPT, "certconfig"),
        ("Manage Certificate Revocation Lists", "certificate"),
        *steps,
        ("View certificates assigned to services", ""),
        ("Manage Certificate Revocation Lists", ""),
    ]


def operation(name: str, *steps: Step) -> list[Step]:
    """Return an operation of certconfig, CERTIFICATE."""
    return [("View certificates assigned to services", name), *steps]


def commit(comment: str) -> list[Step]:
    """Return a commit."""
    return [
        (PROMPT, "commit"),
        ("Please enter some comments describing your changes:", comment),
        ("Do you want to save the current configuration for rollback? [Y]> ", ""),
        ("Changes committed: ", None),
    ]


def block(pem: str) -> str:
    """Return a paste as it is typed."""
    return f"{pem.rstrip()}\n."


def assigned(shown: str) -> dict[str, str]:
    """Return the last table of assignments that PRINT has shown: service to profile."""
    table = shown.rpartition("Certificates assigned to services\n")[2].partition("\n\n")[0]
    rows = [re.split(r"\s{2,}", line) for line in table.split("\n")[2:]]
    return dict(rows)
