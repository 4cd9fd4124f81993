"""The lab file that leads to the partners."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from esatui.lab.partners.servers import Server
from esatui.lab.partners.town import DOMAIN, NETWORK, Partner
from esatui.services.network.lab import FILE_NAME, LARGEST_FILE, parse_lab
from state import documents

REVERSE: Final = ".".join(reversed(NETWORK.split("."))) + ".in-addr.arpa"
_HEAD: Final = b"# Written by `esatui partners`; what else was in it is kept, comments are not.\n"


def lab_document(
    partners: Iterable[Partner], servers: Iterable[Server], before: dict[str, Any]
) -> dict[str, Any]:
    """Return a lab document with the partners in it; everything else stays as it was."""
    partners, servers = list(partners), list(servers)
    zones = {
        name: zone
        for name, zone in before.get("zone", {}).items()
        if name not in (REVERSE, DOMAIN) and not name.endswith(f".{DOMAIN}")
    }
    mapping = {
        remote: target
        for remote, target in before.get("map", {}).items()
        if not remote.startswith(f"{NETWORK}.")
    }
    mapping |= {f"{each.address}:25": str(each.real) for each in partners}
    mapping |= {f"{each.address}:{each.fault.port}": str(each.real) for each in servers}
    plain = [each for each in partners if each.fault.dane is None]
    lines = [line for each in plain for line in _records(each)]
    lines += [f"{each.name} A {each.address}" for each in servers]
    zones[DOMAIN] = {"records": "\n".join(lines) + "\n"}
    zones[REVERSE] = {"records": "\n".join(_pointers(partners)) + "\n"}
    for each in partners:
        zones |= _signed_zones(each)
    return {**before, "map": mapping, "zone": zones}


def write_lab(directory: Path, partners: Iterable[Partner], servers: Iterable[Server] = ()) -> Path:
    """Put the partners into the lab file of a state directory; return its path.

    Raises `StateError` when the file there is not valid, `OSError` when it cannot be written.
    """
    path = directory / FILE_NAME
    before: dict[str, Any] = {}
    if path.exists():
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
        parse_lab(data)
        before = documents.parse(data)
    content = _HEAD + documents.write(lab_document(partners, servers, before)).encode()
    parse_lab(content)
    temporary = path.with_name(f".{FILE_NAME}")
    temporary.write_bytes(content)
    temporary.replace(path)
    return path


def _records(partner: Partner) -> Iterator[str]:
    if partner.fault.null_mx:
        yield f"{partner.name} MX 0 ."
        return
    yield f"{partner.name} MX 10 mx.{partner.name}"
    yield f"mx.{partner.name} A {partner.address}"


def _pointers(partners: Iterable[Partner]) -> Iterator[str]:
    for each in partners:
        if each.fault.confirmed:
            yield f"{each.address.rpartition('.')[2]} PTR {each.host}."


def _signed_zones(partner: Partner) -> dict[str, Any]:
    """The zones of a partner with a TLSA record; its own zone cuts keep all others unsigned."""
    if partner.fault.dane is None:
        return {}
    shown = sha256(partner.presented.server.certificate.der).hexdigest()
    if partner.fault.dane == "mismatch":
        shown = sha256(b"another certificate").hexdigest()
    exchanger = {"records": f"@ MX 10 mx\nmx A {partner.address}\n", "secure": True}
    records = {"records": f"_25 TLSA 3 0 1 {shown}\n", "secure": True}
    if partner.fault.dane == "bogus":
        records["fails"] = True
    return {partner.domain: exchanger, f"_tcp.{partner.host}": records}
