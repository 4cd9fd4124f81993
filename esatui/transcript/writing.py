"""Lines of a transcript that is being written, escaped where they would mean something else."""

from __future__ import annotations

from esatui.transcript.document import parse_line
from esatui.transcript.matcher import typed_after
from esatui.transcript.patterns import TOKEN

CONTROL_KEYS = ("^C", "^D")


def output_line(text: str) -> str:
    """Return one line of output as a file has to write it."""
    text = text.rstrip(" \t")
    if text.startswith("\\") or parse_line(text, 0).kind != "literal":
        return "\\" + text
    return text


def typed_text(text: str) -> str:
    """Return what was typed at a prompt as a file has to write it."""
    if text.startswith("\\") or text.strip() in CONTROL_KEYS or TOKEN.search(text):
        return "\\" + text
    return text


def prompt_line(prompt: str, typed: str) -> str:
    """Return the line with a prompt and what follows it, which is written as in a file."""
    raw = prompt + typed if typed else prompt.rstrip()
    cut = typed_after(parse_line(raw, 0), prompt, {})
    if cut is not None and cut[0] == typed:
        return raw
    return "\\" + prompt + typed.removeprefix("\\")


def block_line(text: str, end: str | None) -> str:
    """Return a pasted line as a file has to write it; `end` is the line that ends the block."""
    if text == end:
        raise ValueError("the end of a block cannot be pasted")
    special = text.startswith(("\\", "# ")) or text == "#"
    if special or text.rstrip() in (*CONTROL_KEYS, end) or TOKEN.search(text):
        return "\\" + text
    return text
