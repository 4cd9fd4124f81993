"""`esatui partners`: simulated remote hosts, each with one fault."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from state.errors import StateError

if TYPE_CHECKING:
    from esatui.lab.partners.receipt import Receipt
    from esatui.lab.partners.servers import Server, ServerRow
    from esatui.lab.partners.town import Partner, Town
    from esatui.lab.presented import LabHierarchy

ROOT_FILE: Final = "lab-root.pem"


def run(options: Any) -> int:
    """Run the partners until a signal ends it; return the exit status.

    `options` holds `state`, `port` and `names`. Raises `StateError` and `OSError`.
    """
    import asyncio

    from esatui.lab.partners.faults import FAULTS
    from esatui.lab.partners.servers import SERVERS, ServerRow
    from esatui.lab.partners.town import Town

    state: Path = options.state
    if not state.is_dir():
        raise StateError(f"{state}: there is no appliance; esatui --state {state} makes one")
    names = options.names or (*FAULTS, *SERVERS)
    hierarchy, port = _hierarchy(state), options.port
    hosts = [name for name in names if name not in SERVERS]
    others = [name for name in names if name in SERVERS]
    town = Town(hierarchy, hosts, port=port, took=_took)
    row = ServerRow(hierarchy, others, port=port, greeted=_greeted)
    asyncio.run(_serve(town, row, state))
    return 0


async def _serve(town: Town, row: ServerRow, state: Path) -> None:
    import asyncio
    import signal

    from esatui.lab.partners.town import DOMAIN
    from esatui.lab.partners.zone import write_lab
    from state.configuration_files import ConfigurationFiles

    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    async with town, row:
        path = write_lab(state, town.partners.values(), row.servers.values())
        root = town.hierarchy.root.certificate.pem
        ConfigurationFiles(state / "configuration").write(ROOT_FILE, root.encode("ascii"))
        _say(*table([*town.partners.values(), *row.servers.values()]))
        _say(
            "",
            f"Mail to anybody@NAME.{DOMAIN} goes to the host NAME ({path}).",
            f"A host that is no mail host is called NAME.{DOMAIN}; it demands a client certificate",
            "of the same root (esatui ca sign --issuer issuing).",
            f"They are verified by the root in /configuration/{ROOT_FILE}:",
            "  certconfig, CERTAUTHORITY, CUSTOM, IMPORT and ENABLE; then commit",
            "",
            f"ready partners={len(town.partners) + len(row.servers)} domain={DOMAIN} state={state}",
        )
        await stopped.wait()


def table(partners: Iterable[Partner | Server]) -> list[str]:
    """Return a line a partner: name, address, where it really is, what is the matter with it."""
    from esatui.text.layout import cell_width, pad

    rows = [(each.name, each.address, str(each.real), each.fault.about) for each in partners]
    head = ("NAME", "ADDRESS", "LISTENS AT", "WHAT IS WRONG")
    widths = [max(cell_width(row[column]) for row in [head, *rows]) for column in range(3)]
    return [
        "  ".join([*(pad(text, width) for text, width in zip(row, widths, strict=False)), row[3]])
        for row in [head, *rows]
    ]


def told(receipt: Receipt) -> str:
    """Return the line about a message that a partner has taken."""
    how = f"{receipt.protocol} {receipt.cipher}" if receipt.encrypted else "clear text"
    client = f", client certificate {receipt.client}" if receipt.client else ""
    recipients = ", ".join(receipt.recipients)
    text = (
        f"{receipt.partner}: {len(receipt.content)} bytes from <{receipt.sender}> to {recipients} "
        f"in {how}{client}"
    )
    return "".join(character if character.isprintable() else "?" for character in text)


def _greeted(name: str, client: str) -> None:
    text = f"{name}: connected with the client certificate {client}"
    _say("".join(character if character.isprintable() else "?" for character in text))


def _took(receipt: Receipt) -> None:
    _say(told(receipt))


def _hierarchy(state: Path) -> LabHierarchy:
    """The authorities are the same in every run, so that they have to be trusted only once."""
    from esatui.lab.ca import LabAuthority
    from esatui.lab.keys import FreshKeys
    from esatui.lab.presented import LabHierarchy
    from esatui.lab.shelf import DIRECTORY, Shelf
    from state.clock import SystemClock

    keys, clock = FreshKeys(), SystemClock()
    authority = LabAuthority(keys, clock)
    shelf = Shelf(state / DIRECTORY)
    root = shelf.keep("root", lambda: authority.root("Lab Root CA"))
    issuing = shelf.keep("issuing", lambda: authority.intermediate("Lab Issuing CA", root))
    return LabHierarchy(keys, clock, root=root, intermediate=issuing)


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
