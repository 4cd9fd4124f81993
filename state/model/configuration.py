"""The whole configuration: settings at levels, and what is effective at one of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, Self, TypedDict, TypeVar, Unpack, cast, overload

from state.model.certificates import Authorities, Certificates, Crl
from state.model.cluster import MACHINE_ONLY, Member, Prepared
from state.model.destinations import Bounces, Delivery, Destinations
from state.model.dictionaries import Dictionaries
from state.model.dns import Dns
from state.model.interfaces import Interface, Interfaces
from state.model.levels import Level, machine
from state.model.listeners import Listeners
from state.model.logs import LogSettings, factory_logs
from state.model.services import AdminAccess, Alerts, Ldap, Rollback, Ssl, WebSecurity
from state.model.smtproutes import SmtpRoutes
from state.model.system import System
from state.model.tls_servers import Amp, Dlp
from state.model.updates import Updates
from state.model.users import Users

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is set at one level. An area of `None` is not set there and comes from above."""

    system: System | None = None
    interfaces: Interfaces | None = None
    dns: Dns | None = None
    certificates: Certificates | None = None
    authorities: Authorities | None = None
    crl: Crl | None = None
    ssl: Ssl | None = None
    listeners: Listeners | None = None
    delivery: Delivery | None = None
    destinations: Destinations | None = None
    smtproutes: SmtpRoutes | None = None
    bounces: Bounces | None = None
    ldap: Ldap | None = None
    websecurity: WebSecurity | None = None
    dlp: Dlp | None = None
    amp: Amp | None = None
    alerts: Alerts | None = None
    adminaccess: AdminAccess | None = None
    users: Users | None = None
    dictionaries: Dictionaries | None = None
    updates: Updates | None = None
    rollback: Rollback | None = None
    logs: LogSettings | None = None


class AreaChanges(TypedDict, total=False):
    """New values of areas, as keyword arguments of `Draft.write`."""

    system: System
    interfaces: Interfaces
    dns: Dns
    certificates: Certificates
    authorities: Authorities
    crl: Crl
    ssl: Ssl
    listeners: Listeners
    delivery: Delivery
    destinations: Destinations
    smtproutes: SmtpRoutes
    bounces: Bounces
    ldap: Ldap
    websecurity: WebSecurity
    dlp: Dlp
    amp: Amp
    alerts: Alerts
    adminaccess: AdminAccess
    users: Users
    dictionaries: Dictionaries
    updates: Updates
    rollback: Rollback
    logs: LogSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The tree of all settings: one machine level at least, in a cluster also the levels above.

    Machines are named by their serial number, which never changes, unlike the host name.
    """

    machines: Mapping[str, Settings]
    groups: Mapping[str, Settings] = field(default_factory=dict)
    membership: Mapping[str, str] = field(default_factory=dict)
    """Serial number of a machine to the name of its group."""
    cluster_name: str | None = None
    cluster_id: str | None = None
    """What the cluster is called in the exchange between its machines; it never changes."""
    cluster: Settings | None = None
    members: Mapping[str, Member] = field(default_factory=dict)
    """Serial number of a machine to what the others know of it."""
    prepared: Mapping[str, Prepared] = field(default_factory=dict)
    """Serial number of a machine that may join to what it has to prove."""

    def settings(self, level: Level) -> Settings:
        """Return what is set at `level` itself (empty settings when nothing is)."""
        if level.kind == "cluster":
            return self.cluster or Settings()
        table = self.groups if level.kind == "group" else self.machines
        return table.get(level.name, Settings())

    def lookup_order(self, level: Level) -> Iterator[Level]:
        """Yield `level` and the levels above it, the one that wins first."""
        yield level
        if level.kind == "machine" and level.name in self.membership:
            yield Level("group", self.membership[level.name])
        if level.kind != "cluster" and self.cluster_name is not None:
            yield Level("cluster", self.cluster_name)

    def replaced(self, level: Level, settings: Settings) -> Configuration:
        """Return this configuration with `settings` at `level`.

        What belongs to a machine alone is never set above it.
        """
        if level.kind != "machine":
            settings = dataclasses.replace(settings, **dict.fromkeys(MACHINE_ONLY))
        if level.kind == "cluster":
            return dataclasses.replace(self, cluster=settings)
        if level.kind == "group":
            return dataclasses.replace(self, groups={**self.groups, level.name: settings})
        return dataclasses.replace(self, machines={**self.machines, level.name: settings})


class Area(Generic[T]):
    """Descriptor: the effective value of one area of a `View`; factory default when unset."""

    def __init__(self, default: type[T]) -> None:
        self._default = default
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, view: None, owner: type) -> Self: ...
    @overload
    def __get__(self, view: View, owner: type) -> T: ...
    def __get__(self, view: View | None, owner: type) -> Self | T:
        if view is None:
            return self
        value = effective(view.configuration, view.level, self._name)
        return self._default() if value is None else cast("T", value)


def effective(configuration: Configuration, level: Level, area: str) -> object | None:
    """Return the value of `area` that holds at `level`, or `None` when no level sets it."""
    for candidate in configuration.lookup_order(level):
        value: object | None = getattr(configuration.settings(candidate), area)
        if value is not None:
            return value
    if level.kind == "machine" or area not in MACHINE_ONLY:
        return None
    return _of_machines(configuration, level, area)


def level_in(configuration: Configuration, level: Level) -> Level | None:
    """Return `level` as it is called now; `None` when a configuration has it no more."""
    if level.kind == "cluster":
        name = configuration.cluster_name
        return None if name is None else Level("cluster", name)
    table = configuration.groups if level.kind == "group" else configuration.machines
    return level if level.name in table else None


def _of_machines(configuration: Configuration, level: Level, area: str) -> object | None:
    """Return what holds above the machines for an area that only machines have.

    All that the machines of the level have, the first of them counts: a listener of the cluster
    names an interface, and each machine has its own of that name.
    """
    found = [
        value
        for serial, settings in configuration.machines.items()
        if level.kind == "cluster" or configuration.membership.get(serial) == level.name
        if (value := getattr(settings, area)) is not None
    ]
    if area != "interfaces":
        return found[0] if found else None
    entries: dict[str, Interface] = {}
    for interfaces in reversed(found):
        entries.update(interfaces.entries)
    return Interfaces(entries=dict(sorted(entries.items())))


def _unnamed_system() -> type[System]:
    return cast("type[System]", lambda: System(hostname="mail.example.com"))


def _factory_logs() -> type[LogSettings]:
    return cast("type[LogSettings]", factory_logs)


@dataclass(frozen=True)
class View:
    """A configuration as it is seen at one level: `view.destinations`, `view.certificates` ..."""

    configuration: Configuration
    level: Level

    system = Area(_unnamed_system())
    interfaces = Area(Interfaces)
    dns = Area(Dns)
    certificates = Area(Certificates)
    authorities = Area(Authorities)
    crl = Area(Crl)
    ssl = Area(Ssl)
    listeners = Area(Listeners)
    delivery = Area(Delivery)
    destinations = Area(Destinations)
    smtproutes = Area(SmtpRoutes)
    bounces = Area(Bounces)
    ldap = Area(Ldap)
    websecurity = Area(WebSecurity)
    dlp = Area(Dlp)
    amp = Area(Amp)
    alerts = Area(Alerts)
    adminaccess = Area(AdminAccess)
    users = Area(Users)
    dictionaries = Area(Dictionaries)
    updates = Area(Updates)
    rollback = Area(Rollback)
    logs = Area(_factory_logs())

    @classmethod
    def of_machine(cls, configuration: Configuration, serial: str) -> Self:
        """Return `configuration` as the machine with this serial number sees it."""
        return cls(configuration, machine(serial))


@dataclass(frozen=True)
class Draft(View):
    """A view that operations change: each returns a new draft, none changes the one it got."""

    new_keys: Mapping[str, str] = field(default_factory=dict)
    """Private keys that are not committed yet: key identifier to PKCS#8 PEM."""

    def write(self, **areas: Unpack[AreaChanges]) -> Self:
        """Return a draft with these areas set at the level of the draft.

        In a cluster, what comes from above and is written as it is stays unset, and what only the
        cluster has is set there.
        """
        if self.configuration.cluster_id is not None and self.level.kind != "cluster":
            return self._write_below(areas)
        settings = dataclasses.replace(self.configuration.settings(self.level), **areas)
        return self.with_settings(self.level, settings)

    def _write_below(self, areas: AreaChanges) -> Self:
        """Write at a level below the cluster."""
        draft = self
        if "users" in areas:
            level = Level("cluster", self.configuration.cluster_name or "")
            whole = dataclasses.replace(self.configuration.settings(level), users=areas["users"])
            draft = draft.with_settings(level, whole)
            del areas["users"]
        here = self.configuration.settings(self.level)
        for name in [each for each, value in areas.items() if self._inherits(each, value)]:
            del areas[name]  # type: ignore[misc]  # Every area may be left out.
        settings = dataclasses.replace(here, **areas)
        return draft.with_settings(self.level, settings)

    def with_settings(self, level: Level, settings: Settings) -> Self:
        """Return a draft with other settings at a level, whichever the draft is seen at."""
        return dataclasses.replace(self, configuration=self.configuration.replaced(level, settings))

    def _inherits(self, area: str, value: object) -> bool:
        here = self.configuration.settings(self.level)
        return getattr(here, area) is None and getattr(self, area) == value

    def with_key(self, key_id: str, pem: str) -> Self:
        """Return a draft that also carries this private key."""
        return dataclasses.replace(self, new_keys={**self.new_keys, key_id: pem})
