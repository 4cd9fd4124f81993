"""Joining a cluster over SSH, with a passphrase, or over CCS, with a key (17.2)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from esatui.commands.clusterconfig.addressing import Address, ask_port, check_host, member_of
from esatui.modes import own_level
from esatui.session import Session
from state.cluster.membership import (
    Found,
    Incompatible,
    check_compatible,
    check_prepared,
    find,
    join_cluster,
)
from state.cluster.user_key import user_key
from state.errors import StateError
from state.model.configuration import Configuration, Draft, View
from state.model.levels import Level
from state.operations.interfaces import PORT_SERVICES, edit_interface, interface_named
from state.operations.values import PORT, shown

if TYPE_CHECKING:
    from state.model.cluster import Member

FAILED = "Failed to join the cluster: "
REFUSED = "Connection refused"
SSH_PORT = (
    "Enter the remote port to connect to.  This must be the normal admin ssh port, "
    "not the CCS port."
)
CCS_PORT = 2222


async def join(session: Session, *, over_ccs: bool) -> bool:
    """Ask where the cluster is and who one is there, and join; return whether that was done."""
    dialogue = session.dialogue
    own = await _own_service(session)
    host = await dialogue.ask("Enter the IP address of a machine in the cluster.", check=check_host)
    if over_ccs:
        port = await ask_port(session, "Enter the remote port to connect to.", CCS_PORT)
    else:
        port = await ask_port(session, SSH_PORT, 22)
    try:
        found = _connect(session, host, port)
        if not await _admitted(session, found, host, over_ccs=over_ccs):
            return False
        group = await _group(session, found.head.configuration)
        dialogue.block(f"Joining cluster group {group}.")
        member = _member(session, found)
        store, login = session.appliance.store, session.login
        session.candidate.clear()
        await session.work(lambda: join_cluster(store, login, found.cluster, group, member, own))
    except StateError as error:
        prefix = "" if isinstance(error, Incompatible) else FAILED
        session.fail(f"{prefix}{error.text}")
        return False
    session.candidate.switch(own_level(session))
    dialogue.say("Joining a cluster takes effect immediately, there is no need to commit.")
    return True


async def _own_service(session: Session) -> Configuration | None:
    """Ask whether the others may use CCS here; return the configuration with it, if so."""
    running, dialogue = session.running, session.dialogue
    name = running.system.hostname
    question = f"Do you want to enable the Cluster Communication Service on {name}?"
    if not await dialogue.confirm(question, default=False):
        return None
    interfaces = [(each, each) for each in sorted(running.interfaces.entries)]
    interface = interfaces[0][0]
    if len(interfaces) > 1:
        interface = await dialogue.choose_value(interfaces, question="Choose the interface.")
    draft = Draft(running.configuration, running.level)

    def checked(text: str) -> Draft:
        return _with_ccs(draft, interface, PORT.parse(text))

    edited = await dialogue.ask(
        "Enter the port of the Cluster Communication Service.",
        default=str(CCS_PORT),
        check=checked,
    )
    return edited.configuration


def _with_ccs(draft: Draft, name: str, port: int) -> Draft:
    interface = interface_named(draft, name)
    others = (each.field for each in PORT_SERVICES if each.field != "ccs")
    if port in {getattr(interface, field) for field in others}:
        raise StateError("That port is already in use.")
    return edit_interface(draft, name, dataclasses.replace(interface, ccs=port))


def _connect(session: Session, host: str, port: int) -> Found:
    """Return the cluster that answers at an address. Raises `StateError`."""
    found = find(session.appliance.store.exchange, host, port)
    if found is None:
        raise StateError(REFUSED)
    settings = session.appliance.settings
    check_compatible(found, settings.serial, settings.release, settings.model)
    name = session.running.system.hostname
    taken = {
        View.of_machine(found.head.configuration, serial).system.hostname.lower()
        for serial in found.head.configuration.members
    }
    if name.lower() in taken:
        raise StateError(f"A machine with the hostname {name} is in it already.")
    return found


async def _admitted(session: Session, found: Found, host: str, *, over_ccs: bool) -> bool:
    """Return whether the cluster takes this machine. Raises `StateError` when it does not."""
    dialogue = session.dialogue
    question = "Would you like to join this appliance to a cluster using pre-shared keys?"
    if over_ccs or await dialogue.confirm(question, default=False):
        appliance = session.appliance
        key = user_key(appliance.store.layout, appliance.random.randbytes)
        check_prepared(found, appliance.settings.serial, key)
    else:
        await _passphrase(session, found)
    fingerprint = found.member.fingerprint or "none"
    dialogue.block(f"Please verify the SSH host key for {host}:")
    dialogue.say(f"Public host key fingerprint: {fingerprint}")
    return await dialogue.confirm("Is this a valid key for this host?", default=True, gap=False)


async def _passphrase(session: Session, found: Found) -> None:
    from state.passphrases import verify_passphrase

    name = await session.dialogue.ask(
        "Enter the name of an administrator present on the remote machine", default="admin"
    )
    given = await session.dialogue.secret("Enter passphrase:")
    configuration = found.head.configuration
    level = Level("cluster", configuration.cluster_name or "")
    account = View(configuration, level).users.accounts.get(shown(name))
    stored = account.passphrase if account is not None else ""
    right = await session.work(lambda: verify_passphrase(given, stored))
    if account is None or not right or account.role != "admin" or not account.enabled:
        raise StateError("Authentication failure.")


async def _group(session: Session, configuration: Configuration) -> str:
    groups = sorted(configuration.groups)
    return await session.dialogue.choose_value(
        [(name, name) for name in groups],
        question="Choose the group that this machine should be a part of.",
    )


def _member(session: Session, found: Found) -> Member:
    """Return what the others have to know: this machine is reached as they reach each other."""
    running = session.running
    addresses = [
        Address(each.ip, each.ssh, numeric=True)
        for _, each in sorted(running.interfaces.entries.items())
        if each.ip is not None and each.ssh is not None
    ]
    by_address = found.member.address.replace(".", "").isdigit()
    address = Address(running.system.hostname, 22, numeric=False)
    if by_address and addresses:
        address = addresses[0]
    return member_of(session, address)
