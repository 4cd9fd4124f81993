"""`esatui serve`: the appliance for ssh clients."""

from __future__ import annotations

import sys
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

from state.errors import StateError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from esatui.appliance import Appliance
    from esatui.services.engine import Engine, Service
    from esatui.web import Site


def run(options: Any) -> int:
    """Serve until a signal ends it; return the exit status. Raises `StateError` and `OSError`.

    `options` holds `state`, `ssh` (host and port) and `allow_remote`.
    """
    host, port = options.ssh
    if not options.allow_remote and not is_loopback(host):
        raise StateError(f"{host} can be reached by other machines: give --allow-remote if it may")
    import asyncio

    from esatui.appliance import Appliance
    from esatui.dashboard import preload as preload_dashboard
    from esatui.fronts.choice import preload
    from esatui.registry import all_commands
    from esatui.services.running import logs_of_server

    appliance = Appliance.open(options.state)
    direct = appliance.logs
    try:
        # What is imported now stops nobody later.
        all_commands()
        preload()
        preload_dashboard()
        with logs_of_server(appliance.log_books, appliance.store) as appliance.logs:
            asyncio.run(_serve(appliance, host, port, services=options.services))
    finally:
        appliance.logs = direct
        appliance.store.close()
    return 0


async def _serve(appliance: Appliance, host: str, port: int, *, services: bool) -> None:
    """Serve until SIGTERM or SIGINT arrives. Raises `StateError`."""
    import asyncio
    import contextlib
    import signal

    from esatui.services.running import running
    from esatui.ssh.server import serve
    from esatui.web import Site

    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(serve(appliance, host, port))
        items = {"ssh": str(server.address)}
        if services:
            site = Site(
                appliance, server.hub.accounts, server.hub.throttle, server.hub.worker.later
            )
            engine, service_host = await stack.enter_async_context(
                running(
                    appliance.store, appliance.logs, appliance.random, build=partial(_build, site)
                )
            )
            stack.push_async_callback(site.close)
            appliance.counters = engine.counters.snapshot
            appliance.hosts = engine.counters.hosts
            stack.callback(setattr, appliance, "alert", appliance.alert)
            stack.callback(setattr, appliance, "mailer", appliance.mailer)
            appliance.mailer = engine.mailer
            appliance.alert = engine.alerts.raise_alert
            items.update((name, str(at)) for name, at in service_host.addresses().items())
            _complain(service_host.faults())
        _ready(items, appliance.store.directory)
        await stopped.wait()


def _build(site: Site, engine: Engine) -> Sequence[Service]:
    """Return the services, the dashboard among what is on the web servers of the interfaces."""
    from esatui.services.catalogue import services
    from esatui.services.https import HttpsService

    made = services(engine)
    for service in made:
        if isinstance(service, HttpsService):
            site.mount(service.router)
    return made


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`; names other than `localhost` can be anything."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _complain(faults: Sequence[str]) -> None:
    """Say on standard error which services do not work: the log says it to those inside."""
    for fault in faults:
        sys.stderr.write(f"esatui: {' '.join(fault.split())}\n")


def _ready(addresses: Mapping[str, str], state: Path) -> None:
    """Say where everything listens, as one line of `name=address`; spaces in names become `_`."""
    items = (f"{name.replace(' ', '_')}={address}" for name, address in addresses.items())
    sys.stdout.write(f"ready {' '.join(items)} state={state}\n")
    sys.stdout.flush()
