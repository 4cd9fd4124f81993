"""`esatui checktls`: how a mail host answers STARTTLS, seen from outside."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from state.errors import StateError

if TYPE_CHECKING:
    from pathlib import Path

    from state.certificates.certificate import Certificate

DESCRIPTION = """\
Test how a mail host answers STARTTLS, as the testers on the web do it: MX record, connection, EHLO,
STARTTLS, protocol and cipher, each certificate of the chain with what is wrong with it, and whether
MX record, certificate and interface host name are the same name. The lab and what appliance.toml
maps can be reached; other machines with [outside] real = true only."""

EPILOG = """\
examples:
  esatui checktls 127.0.0.1:10025 --domain example.com      the first listener of esatui serve
  esatui checktls mx.expired.partner.example --domain expired.partner.example
  esatui checktls mail.example.com --ca root.pem --json     another trusted root; for programs

exit status:
  0  the host passed, perhaps with warnings
  1  a stage failed, or the test could not be made
  2  the command line is wrong"""


def run(options: Any) -> int:
    """Test a host and print the result; return the exit status. Raises `StateError`.

    `options` holds `state`, `target` (host and port), `domain`, `ca` and `json`.
    """
    import asyncio

    from esatui.checktls import render
    from esatui.checktls.observation import Target
    from esatui.checktls.surroundings import Surroundings
    from state.clock import SystemClock

    trusted = _authorities(options.ca) if options.ca is not None else ()
    around = Surroundings.of_appliance(options.state, SystemClock(), trusted)
    host, port = options.target
    result = asyncio.run(around.test(Target(host, port, options.domain)))
    sys.stdout.write(render.document(result) if options.json else render.text(result))
    sys.stdout.flush()
    return 1 if result.verdict == "FAILED" else 0


def _authorities(path: Path) -> tuple[Certificate, ...]:
    """Return the certificates in a file. Raises `StateError`."""
    from state.certificates.parsing import MAXIMUM_INPUT, read_certificates

    try:
        with path.open("rb") as file:
            data = file.read(MAXIMUM_INPUT + 1)
    except OSError as error:
        raise StateError(f"{path}: {error.strerror}") from error
    try:
        return read_certificates(data)
    except StateError as error:
        raise StateError(f"{path}: there is no certificate in it that can be read") from error


def target(text: str) -> tuple[str, int]:
    """Return host and port of `HOST[:PORT]`, 25 without one. Raises `ValueError`."""
    from ipaddress import ip_address

    host, colon, port = text.rpartition(":")
    if not colon or text.endswith("]") or _is_address(text):
        host, port = text, "25"
    if not (port.isascii() and port.isdecimal()) or not 0 < int(port[:6]) < 65536:
        raise ValueError(f"not a port: {port!r}")
    plain = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if _is_address(plain):
        return str(ip_address(plain)), int(port)
    return _name(plain), int(port)


def domain(text: str) -> str:
    """Return an email domain in the form in which names are compared. Raises `ValueError`."""
    return _name(text)


def _name(text: str) -> str:
    from state.certificates.matching import ascii_name

    name = ascii_name(text)
    if not name or "*" in name:
        raise ValueError(f"neither a name nor an address: {text!r}")
    return name


def _is_address(text: str) -> bool:
    from ipaddress import ip_address

    try:
        ip_address(text)
    except ValueError:
        return False
    return True
