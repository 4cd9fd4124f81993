"""Which service uses which certificate profile, and how it is given another.

A service is a listener, outbound TLS as a whole, the HTTPS of an IP interface, LDAP, URL filtering
(TLS behaviour, 2.1), the DLP manager, or the Threat Grid appliance. Its name is the one that
`certconfig`, PRINT shows.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from state.errors import StateError
from state.model.certificates import DEMO, SYSTEM_PROVIDED
from state.model.configuration import Draft, View

ServiceKind = Literal["listener", "outbound", "https", "ldap", "websecurity", "dlp", "amp"]


@dataclass(frozen=True, slots=True)
class Service:
    """Something that presents a certificate. `name` is that of the listener or interface."""

    kind: ServiceKind
    name: str = ""

    @property
    def label(self) -> str:
        """`Listener: InboundMail`, `Outbound TLS`, `HTTPS: Management`, `LDAP` ..."""
        match self.kind:
            case "listener":
                return f"Listener: {self.name}"
            case "outbound":
                return "Outbound TLS"
            case "https":
                return f"HTTPS: {self.name}"
            case "ldap":
                return "LDAP"
            case "websecurity":
                return "Cisco Web Security Services"
            case "dlp":
                return "RSA Enterprise Manager"
            case "amp":
                return "Threat Grid Appliance"


OUTBOUND = Service("outbound")
LDAP = Service("ldap")
WEBSECURITY = Service("websecurity")
DLP = Service("dlp")
AMP = Service("amp")


@dataclass(frozen=True, slots=True)
class Assignment:
    """A service and the certificate profile that it uses; `None` is the system provided one."""

    service: Service
    profile: str | None

    @property
    def shown(self) -> str:
        """The profile as PRINT shows it."""
        return SYSTEM_PROVIDED if self.profile is None else self.profile


def assignments(view: View) -> tuple[Assignment, ...]:
    """Return all services with their profiles, in the order of `certconfig`, PRINT.

    An IP interface is a service while something on it speaks HTTPS; DLP manager and Threat Grid
    appliance are while they are enabled.
    """
    return tuple(each for each in _slots(view) if _in_service(view, each.service))


def services_using(view: View, profile: str) -> tuple[Service, ...]:
    """Return the services that a profile is assigned to, in the order of PRINT."""
    return tuple(each.service for each in assignments(view) if each.profile == profile)


def demo_in_use(view: View) -> bool:
    """Return whether the Demo certificate is assigned to any service."""
    return bool(services_using(view, DEMO))


def assign(draft: Draft, service: Service, profile: str | None) -> Draft:
    """Return a draft in which `service` uses `profile`.

    `None` is the system provided certificate, which only URL filtering has. Raises `StateError`
    when the profile, the listener or the interface does not exist.
    """
    if profile is None:
        if service.kind != "websecurity":
            raise StateError("The value cannot be blank.", "certificate")
    elif profile not in draft.certificates.profiles:
        raise StateError(f'The certificate profile "{profile}" does not exist.', "certificate")
    return _assigned(draft, service, profile)


def reassign(draft: Draft, old: str, new: str) -> Draft:
    """Return a draft in which whatever uses profile `old` uses `new`."""
    for service in services_using(draft, old):
        draft = assign(draft, service, new)
    return draft


def released(draft: Draft, profile: str) -> Draft:
    """Return a draft in which settings that are out of service name `Demo` instead of `profile`.

    HTTPS or a server that is off keeps the name of its certificate; without this it would name one
    that is gone when it is switched on.
    """
    for slot in _slots(draft):
        if slot.profile == profile and not _in_service(draft, slot.service):
            draft = _assigned(draft, slot.service, DEMO)
    return draft


def demo_for_missing(draft: Draft) -> Draft:
    """Return a draft in which whatever names a profile that does not exist names `Demo`."""
    for slot in _slots(draft):
        if slot.profile is not None and slot.profile not in draft.certificates.profiles:
            draft = _assigned(draft, slot.service, DEMO)
    return draft


def _slots(view: View) -> Iterator[Assignment]:
    for name, listener in view.listeners.entries.items():
        yield Assignment(Service("listener", name), listener.certificate)
    yield Assignment(OUTBOUND, view.destinations.certificate)
    for name, interface in view.interfaces.entries.items():
        yield Assignment(Service("https", name), interface.https_certificate)
    yield Assignment(LDAP, view.ldap.certificate)
    yield Assignment(WEBSECURITY, view.websecurity.certificate)
    yield Assignment(DLP, view.dlp.server.certificate)
    yield Assignment(AMP, view.amp.server.certificate)


def _in_service(view: View, service: Service) -> bool:
    if service.kind == "dlp":
        return view.dlp.enabled
    if service.kind == "amp":
        return view.amp.analysis and view.amp.analysis_server == "PRIVATE"
    if service.kind != "https":
        return True
    interface = view.interfaces.entries[service.name]
    ports = (interface.https, interface.quarantine_https, interface.api_https)
    return any(port is not None for port in ports)


def _assigned(draft: Draft, service: Service, profile: str | None) -> Draft:
    if service.kind == "websecurity":
        websecurity = dataclasses.replace(draft.websecurity, certificate=profile)
        return draft.write(websecurity=websecurity)
    named = profile or DEMO
    match service.kind:
        case "listener":
            return _listener_assigned(draft, service.name, named)
        case "https":
            return _interface_assigned(draft, service.name, named)
        case "ldap":
            return draft.write(ldap=dataclasses.replace(draft.ldap, certificate=named))
        case "outbound":
            destinations = dataclasses.replace(draft.destinations, certificate=named)
            return draft.write(destinations=destinations)
        case "dlp":
            dlp_server = dataclasses.replace(draft.dlp.server, certificate=named)
            return draft.write(dlp=dataclasses.replace(draft.dlp, server=dlp_server))
        case "amp":
            amp_server = dataclasses.replace(draft.amp.server, certificate=named)
            return draft.write(amp=dataclasses.replace(draft.amp, server=amp_server))


def _listener_assigned(draft: Draft, name: str, profile: str) -> Draft:
    entries = draft.listeners.entries
    if name not in entries:
        raise StateError(f'The listener "{name}" does not exist.', "listener")
    listener = dataclasses.replace(entries[name], certificate=profile)
    return draft.write(
        listeners=dataclasses.replace(draft.listeners, entries={**entries, name: listener})
    )


def _interface_assigned(draft: Draft, name: str, profile: str) -> Draft:
    entries = draft.interfaces.entries
    if name not in entries:
        raise StateError(f'The IP interface "{name}" does not exist.', "interface")
    interface = dataclasses.replace(entries[name], https_certificate=profile)
    return draft.write(
        interfaces=dataclasses.replace(draft.interfaces, entries={**entries, name: interface})
    )
