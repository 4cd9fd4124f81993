"""Where an LDAP server is and how TLS with it is done, as `ldapconfig` SETUP says."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address

from esatui.services.network import Network
from esatui.services.network.address import Address
from esatui.services.network.errors import NetworkError
from esatui.services.network.network import same_side
from esatui.services.tls.https import load_into
from esatui.services.tls.identity import KeyLoader, TlsUnavailable, load_identity
from esatui.services.tls.peer import trusted_certificates
from state.certificates.quiet import without_warnings
from state.errors import StateError
from state.model.configuration import View
from state.model.services import LdapServer


@dataclass(frozen=True, slots=True)
class Target:
    """One address of a server."""

    host: str
    """As configured: what its certificate has to name."""
    address: Address
    source: str | None
    """Address of this machine to come from."""


@dataclass(frozen=True, slots=True)
class Place:
    """The addresses of a server in the order in which they are tried; `context` is for TLS."""

    targets: tuple[Target, ...]
    context: ssl.SSLContext | None


def place_of(view: View, server: LdapServer, network: Network, keys: KeyLoader) -> Place:
    """Return where to go. Not in an event loop: names are looked up.

    Raises `StateError`: no way leads there, or certificate or settings are not usable.
    """
    context = ldap_context(view, keys) if server.ssl else None
    targets = tuple(_targets(view, server, network))
    if not targets:
        raise StateError(f'host "{server.hosts[0]}" is unreachable')
    return Place(targets, context)


def ldap_context(view: View, keys: KeyLoader) -> ssl.SSLContext:
    """Return a context that presents the certificate of SETUP to a server that asks for one.

    With validation the server needs a certificate for its name from one of the lists of
    authorities; without, any will do. Raises `StateError`.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        with without_warnings():
            old = view.ssl.other_tlsv10
            context.minimum_version = ssl.TLSVersion.TLSv1 if old else ssl.TLSVersion.TLSv1_2
        if view.ldap.validate_server:
            trusted = "".join(each.pem for each in trusted_certificates(view.authorities))
            if trusted:
                context.load_verify_locations(cadata=trusted)
        else:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        load_into(context, load_identity(view, view.ldap.certificate, keys))
    except TlsUnavailable as error:
        raise StateError(str(error)) from error
    except OSError as error:
        raise StateError(f'certificate "{view.ldap.certificate}" is not usable') from error
    return context


def _targets(view: View, server: LdapServer, network: Network) -> Iterator[Target]:
    interface = view.ldap.interface
    source = network.addresses.source(view, interface) if interface is not None else None
    for host in server.hosts:
        for name in (host, *_addresses(host, network)):
            try:
                address = network.outside.target(name, server.port)
            except NetworkError:
                continue
            local = source if source and same_side(source, address.host) else None
            yield Target(host, address, local)
            break


def _addresses(host: str, network: Network) -> Iterator[str]:
    """Yield the addresses of a name. It is looked up only if it is not mapped as such."""
    try:
        ip_address(host)
    except ValueError:
        yield from asyncio.run(network.resolver.addresses(host)).records
