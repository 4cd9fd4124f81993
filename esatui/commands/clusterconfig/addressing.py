"""How machines of a cluster reach each other: the questions, at the beginning and later."""

from __future__ import annotations

from typing import NamedTuple

from esatui.session import Session
from state.certificates.names import HOSTNAME_RULES, is_hostname
from state.errors import StateError
from state.model.cluster import Member
from state.model.configuration import View
from state.operations.addresses import check_ipv4
from state.operations.values import PORT

BY_HOSTNAME = (
    "Should all machines in the cluster communicate with each other by hostname or by IP address?"
)
MANUALLY = "Enter an IP address manually"


class Address(NamedTuple):
    """Where a machine is reached: an IP address or host name, and the port."""

    host: str
    port: int
    numeric: bool

    @property
    def text(self) -> str:
        """The address in a sentence."""
        return f"{'IP address' if self.numeric else 'hostname'} {self.host} port {self.port}"


async def ask_address(session: Session, machine: View) -> Address:
    """Ask how the others reach `machine`, and tell what was understood."""
    dialogue, name = session.dialogue, machine.system.hostname
    by_hostname = await dialogue.choose(
        ["Communicate by IP address.", "Communicate by hostname."],
        question=BY_HOSTNAME,
        default=2,
    )
    address = Address(name, 22, numeric=False)
    if not by_hostname:
        address = await _ip_address(session, machine)
    dialogue.paragraph(
        f"Other machines will communicate with Machine {name} using {address.text}. "
        "You can change this by using the COMMUNICATION subcommand of the clusterconfig command."
    )
    return address


async def _ip_address(session: Session, machine: View) -> Address:
    offered = [
        (
            Address(interface.ip, interface.ssh, numeric=True),
            f"{interface.ip} port {interface.ssh} (SSH on interface {name})",
        )
        for name, interface in sorted(machine.interfaces.entries.items())
        if interface.ip is not None and interface.ssh is not None
    ]
    name = machine.system.hostname
    chosen = await session.dialogue.choose(
        [*(text for _, text in offered), MANUALLY],
        question=f"What IP address should other machines use to communicate with Machine {name}?",
        default=None,
    )
    if chosen < len(offered):
        return offered[chosen][0]
    host = await session.dialogue.ask(
        f"What IP address should other machines use to communicate with Machine {name}?",
        check=check_ipv4,
    )
    port = await ask_port(session, f"Enter the port on {host}.", 22)
    return Address(host, port, numeric=True)


async def ask_port(session: Session, question: str, default: int) -> int:
    """Ask for a TCP port."""
    return await session.dialogue.ask(question, default=str(default), check=PORT.parse)


def check_host(text: str) -> str:
    """Return an IP address or host name that somebody typed. Raises `StateError`."""
    if text.replace(".", "").isdigit():
        return check_ipv4(text)
    if not is_hostname(text):
        raise StateError(HOSTNAME_RULES)
    return text.lower()


def member_of(session: Session, address: Address) -> Member:
    """Return what the others have to know of this machine."""
    from state.ssh_host_keys import host_keys

    settings = session.appliance.settings
    keys = host_keys(session.appliance.store.directory)
    # The oldest kind that there is: that is what people have compared with all along.
    fingerprint = next((key.md5 for key in reversed(keys)), "")
    return Member(
        address=address.host,
        port=address.port,
        release=settings.release,
        model=settings.model,
        fingerprint=fingerprint,
    )
