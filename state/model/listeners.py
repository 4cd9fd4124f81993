"""Listeners with their Host Access Table and Recipient Access Table (`listenerconfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from state.model.certificates import DEMO

ListenerType = Literal["public", "private"]
AccessRule = Literal["ACCEPT", "RELAY", "REJECT", "TCPREFUSE", "CONTINUE"]
InboundTls = Literal["off", "preferred", "required", "preferred_verify", "required_verify"]
SmtpAuth = Literal["off", "preferred", "required"]
ReceivedHostname = Literal["virtual_gateway", "interface"]
"""The host name in `Received:` headers."""

MasqueradedHeader = Literal["Envelope Sender", "From", "To", "CC", "Reply-To"]
"""Where addresses are masqueraded."""

EVERYONE: Final = "ALL"
"""The sender group that is always the last, and the recipient that stands for all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyParameters:
    """Parameters of a mail flow policy. `None` means: as in the default parameters."""

    tls: InboundTls | None = None
    tls_senders: str | None = None
    """Name of the address list of envelope senders for whom TLS is mandatory (Preferred only)."""
    max_message_size: int | None = None
    """Bytes."""
    max_concurrency: int | None = None
    max_messages: int | None = None
    """Messages a connection."""
    max_recipients: int | None = None
    """Recipients a message."""
    banner_hostname: str | None = None
    accept_code: int | None = None
    accept_text: tuple[str, ...] | None = None
    reject_code: int | None = None
    reject_text: tuple[str, ...] | None = None
    recipients_per_hour: int | None = None
    """Recipients an hour from one host; 0 means no limit."""
    envelope_rate: int | None = None
    """Recipients an hour for one envelope sender; 0 means no limit."""
    dhap: bool | None = None
    """Directory Harvest Attack Prevention."""
    dhap_limit: int | None = None
    senderbase: bool | None = None
    significant_bits: int | None = None
    antispam: bool | None = None
    antivirus: bool | None = None
    smtp_auth: SmtpAuth | None = None
    auth_requires_tls: bool | None = None
    dkim_signing: bool | None = None
    dkim_verification: bool | None = None
    spf: bool | None = None
    dmarc: bool | None = None
    sender_verification: bool | None = None
    exception_table: bool | None = None
    untagged_bounces: bool | None = None


DEFAULT_PARAMETERS = PolicyParameters(
    tls="off",
    max_message_size=10 * 1024 * 1024,
    max_concurrency=10,
    max_messages=10,
    max_recipients=50,
    recipients_per_hour=0,
    envelope_rate=0,
    dhap=True,
    dhap_limit=25,
    senderbase=True,
    antispam=True,
    antivirus=True,
    smtp_auth="off",
    auth_requires_tls=False,
    dkim_signing=False,
    dkim_verification=False,
    spf=False,
    dmarc=False,
    sender_verification=False,
    exception_table=False,
    untagged_bounces=False,
)
"""Factory values of the default policy parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFlowPolicy:
    """A mail flow policy: what is done with the connections of a sender group."""

    rule: AccessRule
    parameters: PolicyParameters = field(default_factory=PolicyParameters)


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderGroup:
    """A sender group: the hosts that belong to it and the policy that they get."""

    policy: str
    senders: tuple[str, ...] = ()
    """Addresses, networks, ranges, host names, `.partial` names, `sbrs[a:b]`, `sbrs[none]`."""
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostAccessTable:
    """The Host Access Table (HAT) of one listener."""

    default: PolicyParameters = DEFAULT_PARAMETERS
    policies: Mapping[str, MailFlowPolicy] = field(default_factory=dict)
    groups: Mapping[str, SenderGroup] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    """Names of the sender groups in the order of matching; `ALL` is always last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientAccess:
    """What happens to the recipients that match an entry of the Recipient Access Table."""

    accept: bool = True
    bypass_ldap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRewrite:
    """What an address or a domain becomes."""

    to: str
    """`@example.com` (masquerading) or `example.com` (domain map), or a full address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """One SMTP listener."""

    type: ListenerType
    interface: str
    port: int = 25
    certificate: str = DEMO
    max_concurrency: int = 300
    tcp_queue: int = 50
    default_domain: str | None = None
    bounce_profile: str = "Default"
    ldap_accept: str | None = None
    hat: HostAccessTable = field(default_factory=HostAccessTable)
    rat: Mapping[str, RecipientAccess] = field(default_factory=dict)
    masquerade: Mapping[str, AddressRewrite] = field(default_factory=dict)
    """`joe`, `joe@example.com`, `@example.com`, `@.example.com` ..."""
    masqueraded: tuple[MasqueradedHeader, ...] = ()
    domain_map: Mapping[str, AddressRewrite] = field(default_factory=dict)
    """Of recipients: `example.com`, `.example.com`, `joe@example.com`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressList:
    """A list of envelope senders that mail flow policies refer to (`addresslistconfig`)."""

    addresses: tuple[str, ...] = ()
    """`user@example.com`, `user@`, `@example.com`, `@.example.com`, `@[192.0.2.1]`."""
    description: str = ""
    full_addresses: bool = False
    """Whether only full addresses, `user@example.com`, may be in the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listeners:
    """All listeners by name, and the global settings of `listenerconfig`, SETUP."""

    entries: Mapping[str, Listener] = field(default_factory=dict)
    address_lists: Mapping[str, AddressList] = field(default_factory=dict)
    """At the level of the listeners, so that a policy and its lists are never apart."""
    max_concurrency: int = 300
    max_tls_concurrency: int = 100
    max_header_lines: int = 1000
    counter_reset: str = "1h"
    timeout: str = "5m"
    connection_time: str = "15m"
    received_hostname: ReceivedHostname = "interface"
    add_message_id: bool = False
