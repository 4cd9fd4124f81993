"""A configuration as the file that `showconfig` shows and `saveconfig` writes (6.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from state.configfile.areas import to_elements, whole_settings
from state.configfile.elements import lines
from state.configfile.passphrases import Option, protected
from state.model.configuration import View
from state.settings import ApplianceSettings

ENCODING = "iso-8859-1"


def configuration_text(
    view: View,
    settings: ApplianceSettings,
    option: Option,
    *,
    current_time: str,
    private_key: Callable[[str], str],
    random_bytes: Callable[[int], bytes],
) -> str:
    """Return the whole configuration as XML, ended by a newline.

    `current_time` stands in the heading (`Mon May 20 10:20:00 2024`). `private_key` returns the PEM
    text for a key identifier; what it raises comes through. Everything below the heading is ASCII,
    so the file means the same in ISO-8859-1 and in UTF-8.
    """
    shown = protected(
        whole_settings(view), option, private_key=private_key, random_bytes=random_bytes
    )
    root = to_elements(shown)
    return "\n".join([*_heading(settings, current_time), *lines(root), ""])


def encoded(text: str) -> bytes:
    """Return the text of a configuration as the bytes of its file."""
    return text.encode(ENCODING, "replace")


def _heading(settings: ApplianceSettings, current_time: str) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="{ENCODING.upper()}"?>'
    yield '<!DOCTYPE config SYSTEM "config.dtd">'
    yield ""
    yield "<!--"
    facts = {
        "Product": settings.product,
        "Model Number": settings.model,
        "Version": settings.release,
        "Serial Number": settings.serial,
        "Number of CPUs": settings.cpus,
        "Memory (GB)": settings.memory_mb // 1024,
        "Current Time": current_time,
    }
    for name, value in facts.items():
        yield _in_comment(f"  {name}: {value}")
    for feature in settings.feature_keys:
        yield _in_comment(f'  Feature "{feature}": Quantity = 1, Time Remaining = "Perpetual"')
    yield "-->"


def _in_comment(text: str) -> str:
    """Return a line of the settings file so that it cannot end the comment it stands in."""
    line = "".join(character if character.isprintable() else " " for character in text)
    return line.replace("--", "- -").replace("--", "- -")
