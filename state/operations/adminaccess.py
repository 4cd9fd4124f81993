"""Administrative access (`adminaccessconfig`, CLI reference, 18)."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from typing import Final, Literal

from state.errors import StateError
from state.model.configuration import Draft
from state.model.services import AccessMode, AdminAccess
from state.operations.domains import BAD_IP
from state.operations.values import BLANK, NumberRange, shown
from state.validation.texts import check_network

TextName = Literal["banner", "welcome"]
SwitchName = Literal["csrf", "xss", "host_header", "how_tos"]

TIMEOUT: Final = NumberRange(5, 1440)
"""Minutes."""
LONGEST_TEXT: Final = 4096
"""Characters of the banner and of the welcome message."""
MOST_ENTRIES: Final = 1000
NOBODY: Final = "At least one IP address, subnet or range is required in this mode."

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def check_text(text: str) -> str:
    r"""Return a banner or welcome message with `\n` line ends and none at its end.

    Raises `StateError` for a blank one, a long one, or control characters that could disturb the
    terminal of whoever logs in.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if not plain.strip():
        raise StateError(BLANK)
    if len(plain) > LONGEST_TEXT:
        raise StateError(f"The text can have {LONGEST_TEXT} characters at most.")
    if _CONTROL.search(plain):
        raise StateError("The text contains control characters.")
    return plain


def set_text(draft: Draft, name: TextName, text: str | None) -> Draft:
    """Return a draft with this banner or welcome message; `None` is none. Raises `StateError`."""
    value = None if text is None else check_text(text)
    access = draft.adminaccess
    changed = (
        dataclasses.replace(access, banner=value)
        if name == "banner"
        else dataclasses.replace(access, welcome=value)
    )
    return draft.write(adminaccess=changed)


def check_entries(text: str, present: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the addresses, subnets and ranges in `text`, which are separated by commas.

    Raises `StateError` for what is none of these, for a range that is empty or mixes IPv4 with
    IPv6, and for one that is in `present` or comes twice.
    """
    entries = [part.strip() for part in text.split(",") if part.strip()]
    if not entries:
        raise StateError(BLANK, "allowed")
    known = set(present)
    for entry in entries:
        _check_entry(entry)
        if entry in known:
            raise StateError(f"{shown(entry)} is in the list already.", "allowed")
        known.add(entry)
    if len(known) > MOST_ENTRIES:
        raise StateError(f"The list can have {MOST_ENTRIES} entries at most.", "allowed")
    return tuple(entries)


def _check_entry(entry: str) -> None:
    check_network(entry, "allowed")
    first, dash, last = entry.partition("-")
    if not dash:
        return
    from ipaddress import ip_address

    low, high = ip_address(first.strip()), ip_address(last.strip())
    if low.version != high.version or int(low) > int(high):
        raise StateError(BAD_IP, "allowed")


def is_address(text: str) -> bool:
    """Return whether somebody connects from an IP address, not at the machine itself."""
    from ipaddress import ip_address

    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def restricted(access: AdminAccess, mode: AccessMode, allowed: Sequence[str]) -> AdminAccess:
    """Return the settings with this mode and list; a list is kept when the mode does not use it.

    Raises `StateError` when nobody could log in any more.
    """
    if mode != "ALL" and not allowed:
        raise StateError(NOBODY, "allowed")
    return dataclasses.replace(access, mode=mode, allowed=tuple(allowed))


def set_access(draft: Draft, mode: AccessMode, allowed: Sequence[str]) -> Draft:
    """Return a draft in which only `allowed` may connect, unless `mode` is `ALL`."""
    return draft.write(adminaccess=restricted(draft.adminaccess, mode, allowed))


def set_switch(draft: Draft, name: SwitchName, value: bool) -> Draft:
    """Return a draft with one of the protections of the web interface on or off."""
    switches: dict[str, bool] = {name: value}
    changed: AdminAccess = dataclasses.replace(draft.adminaccess, **switches)  # type: ignore[arg-type]
    return draft.write(adminaccess=changed)


def set_timeouts(draft: Draft, *, webui: int, cli: int) -> Draft:
    """Return a draft with these idle time-outs in minutes. Raises `StateError`."""
    changed = dataclasses.replace(
        draft.adminaccess, webui_timeout=TIMEOUT.check(webui), cli_timeout=TIMEOUT.check(cli)
    )
    return draft.write(adminaccess=changed)
