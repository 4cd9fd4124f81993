"""The tour of README as one transcript: its dialogues and its commands, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.docs.fences import Fence, fences

SECTION = "The life of a certificate in ten minutes"
HEADER = """\
+++
title = "The tour of README"
clock = "now"
hidden = ["changeit", "changeit"]
+++
"""
# The appliance of the tour stands beside the files of the authority.
BEGIN = '$ ln -s "$(dirname "$APPLIANCE")" .appliance'
# What is pasted on the appliance, in the order of the dialogues.
PASTED = ["ca/mail.pem", "ca/issuing.pem", "ca/renewed.pem"]

_REQUEST = re.compile(
    r"^(-----BEGIN CERTIFICATE REQUEST-----)\n\.\.\.\n(-----END CERTIFICATE REQUEST-----)$",
    re.MULTILINE,
)
_PASTE = re.compile(
    r"^-----BEGIN CERTIFICATE-----\n\.\.\.\n-----END CERTIFICATE-----\n\.$", re.MULTILINE
)


def transcript() -> str:
    """Return the tour as a transcript, which fails where README promises something else."""
    pasted = iter(PASTED)
    parts = [HEADER, BEGIN, *(_part(each, pasted) for each in fences("README.md", section=SECTION))]
    assert next(pasted, None) is None, "a certificate that was made is never pasted"
    return "\n".join(parts)


def _part(fence: Fence, pasted: Iterator[str]) -> str:
    assert fence.info in ("sh", "text"), f"{fence}: neither a dialogue nor commands"
    if fence.info == "sh":
        return "".join(_command(command) for command in commands(fence.text))
    text = _REQUEST.sub(r"\1\n...[request]\n\2", fence.text)
    captures = [f"pasted{PASTED.index(name)}" for name in _taken(pasted, len(_PASTE.findall(text)))]
    before = "".join(f"$ cat {PASTED[int(name[-1])]}\n...[{name}]\n" for name in captures)
    names = iter(captures)
    text = _PASTE.sub(lambda _: f"[={next(names)}]\n.", text)
    # Within a line `...` stands for any text.
    text = re.sub(r"(?<=\S)( *)\.\.\.(?=xml|$)", r"\1[..]", text, flags=re.MULTILINE)
    return before + text


def _taken(names: Iterator[str], count: int) -> list[str]:
    return [next(names) for _ in range(count)]


def commands(text: str) -> list[str]:
    """Return the commands of a block, each on one line."""
    return re.sub(r" *\\\n *", " ", text).splitlines()


def _command(command: str) -> str:
    """Return a command that has to succeed; what it prints is shown where it does not."""
    copy = ""
    if "ca/mail.csr" in command and "-verify" in command:
        # What a person copies from the screen into a file.
        copy = (
            "$ { echo -----BEGIN CERTIFICATE REQUEST-----; cat request;"
            " echo -----END CERTIFICATE REQUEST-----; } > ca/mail.csr\n"
        )
    return f"{copy}$ {{ {command}; }} > log 2>&1 || {{ cat log; false; }}\n"
