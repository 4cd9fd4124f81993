"""Finding a host that takes mail for a domain: one after the other, as the plan says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from esatui.services.delivery.connection import Connection, Refusal, Target
from esatui.services.delivery.core import Core
from esatui.services.delivery.limits import AddressLimits
from esatui.services.delivery.local import LocalInterface, delivery_interface
from esatui.services.delivery.outcomes import Place
from esatui.services.delivery.routes import Plan
from state.certificates.peer_names import PeerNames
from state.counters import GatewayStatus
from state.delivery.demand import demand_for
from state.model.destinations import DefaultDestination
from state.operations.values import shown

NO_INTERFACE = "no interface has an address to deliver from"


@dataclass(frozen=True, slots=True)
class Unreached:
    """No host of the plan can be used at present."""

    place: Place
    reason: str


class Full:
    """The type of `FULL`."""


FULL = Full()
"""A host could be used, but for the limits of its addresses: whoever comes has to wait."""


async def reach(
    core: Core,
    domain: str,
    settings: DefaultDestination,
    plan: Plan,
    limits: AddressLimits,
    *,
    alerts: bool,
) -> Connection | Unreached | Full:
    """Return a connection to the first host that can be used, or why there is none.

    `alerts` says whether it is for alerts, which may have an interface of their own. A connection
    has entered the `limits`. An address without room is passed over for others of the same
    preference only: that we have many connections to a host makes its backup no better.
    """
    found = Unreached(Place(), NO_INTERFACE)
    reached = False
    full: int | None = None
    for preference, target in _targets(domain, settings, plan):
        if full is not None and preference > full:
            break
        interface = delivery_interface(
            core.view, core.engine.network, target.address, alerts=alerts
        )
        if interface is None:
            continue
        if not limits.open(target.address, settings, core.now()):
            full = preference
            continue
        limits.enter(target.address)
        made = None
        try:
            made = await _open(core, target, interface)
        finally:
            if not isinstance(made, Connection):
                limits.leave(target.address)
        if isinstance(made, Connection):
            _note(core, domain, interface, up=True)
            return made
        reached = reached or made.reached
        found = Unreached(Place(made.dcid, target.host), made.reason)
        _note(core, domain, interface, up=reached)
        _alert(core, target, made)
    return found if full is None else FULL


def _targets(domain: str, settings: DefaultDestination, plan: Plan) -> Iterator[tuple[int, Target]]:
    """Yield the targets, each with the preference of its host."""
    for exchanger in plan.exchangers:
        for address in exchanger.addresses:
            target = Target(
                domain=domain,
                host=exchanger.host,
                address=address,
                port=exchanger.port,
                names=_names(plan, exchanger.host),
                demand=demand_for(settings.tls, settings.dane, exchanger.dane),
                tlsa=exchanger.tlsa,
            )
            yield exchanger.preference, target


def _names(plan: Plan, host: str) -> PeerNames:
    return replace(plan.names, exchanger=host)


async def _open(core: Core, target: Target, interface: LocalInterface) -> Connection | Refusal:
    """Open a connection within the limits of the whole system; whoever closes it leaves."""
    await core.connections.enter()
    secured = target.demand.starttls
    try:
        if secured:
            await core.tls_connections.enter()
        try:
            made = await core.opener.open(target, interface, core.trust)
        except BaseException:
            if secured:
                core.tls_connections.leave()
            raise
        if isinstance(made, Refusal) and secured:
            core.tls_connections.leave()
    except BaseException:
        core.connections.leave()
        raise
    if isinstance(made, Refusal):
        core.connections.leave()
    else:
        _count(core, target.domain, 1)
    return made


def left(core: Core, connection: Connection) -> None:
    """Take note that a connection has ended."""
    if connection.target.demand.starttls:
        core.tls_connections.leave()
    core.connections.leave()
    _count(core, connection.target.domain, -1)


def _count(core: Core, domain: str, change: int) -> None:
    counters = core.engine.counters
    counters.gauge("outbound_connections", change)
    counters.host(domain).outbound_connections += change
    counters.changed()


def _note(core: Core, domain: str, interface: LocalInterface, *, up: bool) -> None:
    """What `hoststatus` shows of the last attempt."""
    now = core.engine.clock.now()
    status = core.engine.counters.host(domain)
    status.up, status.last_activity = up, now
    gateway = status.gateways.setdefault(interface.name, GatewayStatus())
    gateway.up, gateway.last_activity = up, now
    core.engine.counters.changed()


def note_plan(core: Core, domain: str, plan: Plan) -> None:
    """What `hoststatus` shows of names and addresses."""
    status = core.engine.counters.host(domain)
    by_preference: dict[int, list[str]] = {}
    for each in plan.exchangers:
        by_preference.setdefault(each.preference, []).extend(each.addresses)
    status.addresses = sorted(by_preference.items())
    status.mx = list(plan.mx)
    ttl = min((each.ttl for each in plan.exchangers), default=0)
    status.addresses_expire = core.engine.clock.now() + timedelta(seconds=ttl)
    core.engine.counters.changed()


def _alert(core: Core, target: Target, refusal: Refusal) -> None:
    """Tell administrators that required TLS has failed, if they want to know (8.1)."""
    if refusal.alert is None or not core.view.destinations.send_tls_alert:
        return
    text = (
        f'Required TLS connection to domain "{shown(target.domain)}" failed. '
        f"Host: {shown(target.host)} ({target.address}). Reason: {refusal.alert}."
    )
    core.engine.alerts.raise_alert("System", "Warning", text)
