"""The command that a client runs at the other end: `scp -t PATH` or `scp -f PATH...`."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from esatui.ssh.scp.errors import ScpError

LONGEST_COMMAND = 8192
PROGRAMS = frozenset({"scp", "/bin/scp", "/usr/bin/scp"})
_FLAGS = frozenset("dfpqrtv")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScpRequest:
    """What the client wants."""

    upload: bool
    """To the appliance (`-t`), or from it (`-f`)."""
    paths: tuple[str, ...]
    recursive: bool = False
    times: bool = False
    """Keep the times of the files (`-p`)."""
    into_directory: bool = False
    """The target must be a directory (`-d`): several files are coming."""


def is_scp(command: str) -> bool:
    """Return whether an exec request is a copy and no batch line."""
    return command.split(maxsplit=1)[:1] != [] and command.split(maxsplit=1)[0] in PROGRAMS


def parse_request(command: str) -> ScpRequest:
    """Return what `command` asks for. Quotes and backslashes mean what they mean to a shell.

    Raises `ScpError`.
    """
    if len(command) > LONGEST_COMMAND:
        raise ScpError("scp", "command too long")
    try:
        words = shlex.split(command)[1:]
    except ValueError as error:
        raise ScpError("scp", str(error).lower()) from error
    flags, paths = _flags(words)
    if len(flags & {"t", "f"}) != 1:
        raise ScpError("scp", "not to be used as a command; copy with 'scp -O' from your machine")
    upload = "t" in flags
    if not paths or (upload and len(paths) > 1):
        raise ScpError("scp", "ambiguous target" if paths else "missing path")
    return ScpRequest(
        upload=upload,
        paths=tuple(paths),
        recursive="r" in flags,
        times="p" in flags,
        into_directory="d" in flags,
    )


def _flags(words: list[str]) -> tuple[set[str], list[str]]:
    flags: set[str] = set()
    for position, word in enumerate(words):
        if word == "--":
            return flags, words[position + 1 :]
        if not word.startswith("-") or word == "-":
            return flags, words[position:]
        unknown = set(word[1:]) - _FLAGS
        if unknown:
            raise ScpError("scp", f"unknown option -- {min(unknown)}")
        flags |= set(word[1:])
    return flags, []
