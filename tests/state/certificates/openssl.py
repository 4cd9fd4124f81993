"""Runs the OpenSSL command line: the judge of what this package makes and takes."""

from __future__ import annotations

import subprocess


def run(*arguments: str, stdin: bytes | str = b"") -> subprocess.CompletedProcess[bytes]:
    """Runs `openssl` and returns its result, whatever the exit status."""
    data = stdin.encode("utf-8") if isinstance(stdin, str) else stdin
    return subprocess.run(
        ["openssl", *arguments], input=data, capture_output=True, check=False, timeout=60
    )


def output(*arguments: str, stdin: bytes | str = b"") -> bytes:
    """Runs `openssl`, which must succeed, and returns its standard output."""
    result = run(*arguments, stdin=stdin)
    assert result.returncode == 0, result.stderr.decode("utf-8", errors="replace")
    return result.stdout


def text(*arguments: str, stdin: bytes | str = b"") -> str:
    """Standard output of `openssl` as text."""
    return output(*arguments, stdin=stdin).decode("utf-8")
