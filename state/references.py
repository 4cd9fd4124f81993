"""What holds between settings: a listener names its certificate, an address belongs to one alone.

Operations see to it that what is named exists and that nothing is claimed twice. This module is for
the one case in which nobody could: two administrators made changes that are right each by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from state.model.configuration import Configuration, View
from state.model.levels import Level, machine
from state.model.listeners import HostAccessTable, PolicyParameters
from state.objects import ObjectPath

ALWAYS_THERE = ("bounces", "profiles", "Default")


class Reference(NamedTuple):
    """An object that names another one."""

    source: ObjectPath
    target: ObjectPath


def broken(configuration: Configuration) -> set[Reference]:
    """Return the references whose target does not exist."""
    found: set[Reference] = set()
    for serial in configuration.machines:
        view = View.of_machine(configuration, serial)
        for source, target in _references(view):
            if not _exists(view, target):
                found.add(Reference(_absolute(view, source), _absolute(view, target)))
    return found


def clashes(configuration: Configuration) -> set[Reference]:
    """Return the pairs of entries that claim what only one can have, each pair both ways."""
    found: set[Reference] = set()
    for serial in configuration.machines:
        view = View.of_machine(configuration, serial)
        owners: dict[object, list[ObjectPath]] = {}
        for path, claim in _claims(view):
            owners.setdefault(claim, []).append(_absolute(view, path))
        for paths in owners.values():
            found |= {Reference(one, other) for one in paths for other in paths if one != other}
    return found


def _claims(view: View) -> Iterator[tuple[ObjectPath, object]]:
    """Yield the addresses of interfaces and the ports of listeners, with who has them."""
    for name, interface in view.interfaces.entries.items():
        for address in filter(None, (interface.ip, interface.ipv6)):
            yield ("interfaces", "entries", name), address
    for name, listener in view.listeners.entries.items():
        yield ("listeners", "entries", name), (listener.interface, listener.port)


def _references(view: View) -> Iterator[Reference]:
    """Yield all references; paths are below the level."""
    for source, certificate in _certificates(view):
        yield Reference(source, ("certificates", "profiles", certificate))
    for source, interface in _interfaces(view):
        yield Reference(source, ("interfaces", "entries", interface))
    for domain, entry in view.destinations.entries.items():
        if entry.bounce_profile is not None:
            source = ("destinations", "entries", domain)
            yield Reference(source, ("bounces", "profiles", entry.bounce_profile))
    if view.websecurity.url_list is not None:
        target = ("websecurity", "url_lists", view.websecurity.url_list)
        yield Reference(("websecurity",), target)
    for name, listener in view.listeners.entries.items():
        listener_path = ("listeners", "entries", name)
        yield Reference(listener_path, ("bounces", "profiles", listener.bounce_profile))
        yield from _host_access((*listener_path, "hat"), listener.hat)


def _certificates(view: View) -> Iterator[tuple[ObjectPath, str]]:
    for name, listener in view.listeners.entries.items():
        yield ("listeners", "entries", name), listener.certificate
    for name, interface in view.interfaces.entries.items():
        yield ("interfaces", "entries", name), interface.https_certificate
    yield ("destinations",), view.destinations.certificate
    yield ("ldap",), view.ldap.certificate
    if view.websecurity.certificate is not None:
        yield ("websecurity",), view.websecurity.certificate
    yield ("dlp", "server"), view.dlp.server.certificate
    yield ("amp", "server"), view.amp.server.certificate


def _interfaces(view: View) -> Iterator[tuple[ObjectPath, str]]:
    for name, listener in view.listeners.entries.items():
        yield ("listeners", "entries", name), listener.interface
    for area, used in (
        ("delivery", view.delivery.interface),
        ("ldap", view.ldap.interface),
        ("alerts", view.alerts.interface),
    ):
        if used is not None:
            yield (area,), used


def _host_access(path: ObjectPath, table: HostAccessTable) -> Iterator[Reference]:
    for name, group in table.groups.items():
        yield Reference((*path, "groups", name), (*path, "policies", group.policy))
    for name in table.order:
        yield Reference(path, (*path, "groups", name))
    parameters: dict[ObjectPath, PolicyParameters] = {("default",): table.default}
    for name, policy in table.policies.items():
        parameters["policies", name, "parameters"] = policy.parameters
    for below, each in parameters.items():
        if each.tls_senders is not None:
            target = ("listeners", "address_lists", each.tls_senders)
            yield Reference((*path, *below), target)


def _exists(view: View, path: ObjectPath) -> bool:
    if path == ALWAYS_THERE:
        return True
    value: object = getattr(view, path[0])
    for name in path[1:]:
        value = value.get(name) if isinstance(value, dict) else getattr(value, name)
    return value is not None


def _absolute(view: View, path: ObjectPath) -> ObjectPath:
    """Return a path from the root: through the level at which its area is set."""
    return (*_level_path(_level_of(view, path[0])), *path)


def _level_of(view: View, area: str) -> Level:
    for level in view.configuration.lookup_order(view.level):
        if getattr(view.configuration.settings(level), area) is not None:
            return level
    return machine(view.level.name)


def _level_path(level: Level) -> ObjectPath:
    match level.kind:
        case "cluster":
            return ("cluster",)
        case "group":
            return ("groups", level.name)
        case "machine":
            return ("machines", level.name)
