"""`esatui ca`: the lab's certificate authority."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from state.errors import StateError

if TYPE_CHECKING:
    from collections.abc import Callable

    from esatui.lab.ca import LabAuthority
    from esatui.lab.shelf import Shelf
    from state.certificates.certificate import Certificate


def run(options: Any) -> int:
    """Do what one subcommand says; return the exit status. Raises `StateError`.

    `options` holds `state`, `action` and what the action needs.
    """
    from esatui.lab.ca import LabAuthority
    from esatui.lab.keys import FreshKeys
    from esatui.lab.shelf import DIRECTORY, Shelf
    from state.clock import SystemClock

    shelf = Shelf(options.state / DIRECTORY)
    _ACTIONS[options.action](options, shelf, LabAuthority(FreshKeys(), SystemClock()))
    return 0


def _root(options: Any, shelf: Shelf, authority: LabAuthority) -> None:
    from esatui.lab.wish import Wish

    wish = Wish(end=timedelta(days=options.days))
    issued = authority.root(options.cn or options.name, wish)
    path = shelf.put(options.name, issued)
    _made(f'Root authority "{options.name}"', issued.certificate, path)
    _say("Next: let the appliance trust it (certconfig, CERTAUTHORITY), or have it sign:")
    _say(f"  esatui ca intermediate NAME --issuer {options.name}")


def _intermediate(options: Any, shelf: Shelf, authority: LabAuthority) -> None:
    from esatui.lab.wish import Wish

    wish = Wish(end=timedelta(days=options.days))
    issuer = shelf.get(options.issuer)
    issued = authority.intermediate(options.cn or options.name, issuer, wish)
    path = shelf.put(options.name, issued)
    _made(f'Intermediate authority "{options.name}"', issued.certificate, path)
    _say("Next: sign a request that certconfig has printed:")
    _say(f"  esatui ca sign REQUEST --issuer {options.name}")


def _sign(options: Any, shelf: Shelf, authority: LabAuthority) -> None:
    from esatui.lab.shelf import read_text
    from esatui.lab.wish import Wish

    wish = Wish(end=timedelta(days=options.days), crl_url=options.crl_url)
    issuer = shelf.get(options.issuer)
    request = sys.stdin.read() if options.request == "-" else read_text(Path(options.request))
    certificate = authority.sign_request(request, issuer, wish)
    if options.out is None:
        _say(certificate.pem, end="")
        return
    _write(options.out, certificate.pem.encode("ascii"))
    _made("Certificate", certificate, options.out)
    if not issuer.certificate.self_signed:
        _say(f"Next: paste it with its intermediate, {shelf.certificate_path(options.issuer)}")


def _revoke(options: Any, shelf: Shelf, authority: LabAuthority) -> None:
    from esatui.lab.shelf import read_text
    from state.certificates.certificate import Certificate

    certificate = Certificate.from_pem(read_text(options.certificate))
    shelf.revoke(options.issuer, certificate)
    _say(f'Revoked: "{certificate.subject}", serial number {certificate.serial_text}.')
    _say(f"Next: esatui ca crl --issuer {options.issuer} --out FILE")


def _crl(options: Any, shelf: Shelf, authority: LabAuthority) -> None:
    issuer = shelf.get(options.issuer)
    revoked = shelf.revoked(options.issuer)
    due = timedelta(days=options.days)
    _write(options.out, authority.crl(issuer, revoked, due=due))
    count = len(revoked)
    words = "1 certificate" if count == 1 else f"{count} certificates"
    _say(f'Revocation list of "{options.issuer}" with {words}: {options.out} (DER).')


def _list(options: Any, shelf: Shelf, authority: LabAuthority) -> None:
    names = shelf.names()
    if not names:
        _say(f"No authorities in {shelf.directory}.")
    for name in names:
        certificate = shelf.get(name).certificate
        issuer = "root" if certificate.self_signed else f"signed by {certificate.issuer_name}"
        until = f"{certificate.not_after:%Y-%m-%d}"
        _say(f"{name}: {certificate.common_name}, {issuer}, valid until {until}")


_ACTIONS: dict[str, Callable[[Any, Shelf, LabAuthority], None]] = {
    "root": _root,
    "intermediate": _intermediate,
    "sign": _sign,
    "revoke": _revoke,
    "crl": _crl,
    "list": _list,
}


def _made(what: str, certificate: Certificate, path: Path) -> None:
    _say(f"{what}: {certificate.subject}")
    _say(f"  {path}, valid until {certificate.not_after:%Y-%m-%d}")


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise StateError(f"{path}: {error.strerror}") from error


def _say(text: str, end: str = "\n") -> None:
    sys.stdout.write(text + end)
    sys.stdout.flush()
