"""LDAP, URL filtering, TLS methods, alerts: the smaller areas of the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from state.model.certificates import DEMO

FACTORY_CIPHERS = (
    "AES128:AES256:!SRP:!AESGCM+DH+aRSA:!AESGCM+RSA:!aNULL:!kRSA:@STRENGTH:-aNULL:-EXPORT:-IDEA"
)
LdapServerType = Literal["Active Directory", "OpenLDAP", "Unknown or Other"]
AdvancedLdapKind = Literal["chain", "domain"]
AlertClass = Literal[
    "All",
    "System",
    "Hardware",
    "Updater",
    "Outbreak Filters",
    "Anti-Virus",
    "Anti-Spam",
    "Directory Harvest Attack Prevention",
    "Release and Support Notifications",
]
Severity = Literal["All", "Critical", "Warning", "Information"]
AccessMode = Literal["ALL", "RESTRICT", "PROXYONLY", "PROXY"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SslService:
    """TLS versions and ciphers of one service."""

    method: str = "tlsv1_2tlsv1_3"
    """The enabled versions, joined: `tlsv1_0`, `tlsv1_1`, `tlsv1_2`, `tlsv1_3`."""
    ciphers: str = FACTORY_CIPHERS
    """OpenSSL cipher string for TLS 1.2 and below."""
    renegotiation: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ssl:
    """Settings of `sslconfig`."""

    gui: SslService = field(default_factory=SslService)
    inbound: SslService = field(default_factory=SslService)
    outbound: SslService = field(default_factory=SslService)
    other_tlsv10: bool = False
    peer_fqdn: bool = False
    peer_x509: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LdapServer:
    """One LDAP server configuration."""

    hosts: tuple[str, ...]
    port: int = 389
    ssl: bool = False
    bind_user: str | None = None
    bind_passphrase: str | None = None
    server_type: LdapServerType = "Unknown or Other"
    base: str = ""
    start_tls: bool = False
    """With `ssl`: TLS begins inside of an LDAP connection (StartTLS) instead of before it."""
    accept_name: str | None = None
    """Name of the recipient acceptance query, unique among all servers; `None` without one."""
    accept_filter: str = ""
    """Its filter (RFC 4515), with `{a}`, `{u}`, `{d}` for parts of the recipient."""
    cache_seconds: int = 900
    """How long an answer to the query is remembered."""
    cache_entries: int = 10_000
    """How many answers are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvancedLdapQuery:
    """A query made of acceptance queries of servers."""

    kind: AdvancedLdapKind = "chain"
    """`chain`: one after the other until one finds the recipient. `domain`: the one of the
    recipient's domain."""
    queries: tuple[str, ...] = ()
    """Names of acceptance queries."""
    domains: tuple[str, ...] = ()
    """With `domain`: for each of `queries` the domain that it is for."""
    default: str | None = None
    """With `domain`: the query for all other domains; without one, these have no recipients."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ldap:
    """Settings of `ldapconfig`."""

    certificate: str = DEMO
    """Client certificate towards LDAP servers."""
    interface: str | None = None
    silent_group_failure: bool = True
    validate_server: bool = True
    servers: Mapping[str, LdapServer] = field(default_factory=dict)
    advanced: Mapping[str, AdvancedLdapQuery] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlList:
    """A list of URLs that URL filtering leaves alone."""

    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSecurity:
    """Settings of `websecurityconfig` (URL filtering)."""

    enabled: bool = False
    tracking: bool = False
    """Web Interaction Tracking."""
    url_list: str | None = None
    certificate: str | None = None
    """Client certificate for Cisco Web Security Services; `None` is the system provided one."""
    url_lists: Mapping[str, UrlList] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSubscription:
    """What one address is told."""

    classes: tuple[AlertClass, ...] = ("All",)
    severities: tuple[Severity, ...] = ("All",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """Settings of `alertconfig`. Times are in seconds."""

    recipients: Mapping[str, AlertSubscription] = field(default_factory=dict)
    from_address: str | None = None
    initial_wait: int = 300
    max_wait: int = 3600
    max_saved: int = 50
    autosupport: bool = False
    autosupport_copy: bool = False
    interface: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminAccess:
    """Settings of `adminaccessconfig`. Time-outs are in minutes, 5 to 1440."""

    banner: str | None = None
    """Shown before authentication."""
    welcome: str | None = None
    """Shown after login, before the prompt."""
    mode: AccessMode = "ALL"
    allowed: tuple[str, ...] = ()
    webui_timeout: int = 30
    cli_timeout: int = 30
    csrf: bool = True
    xss: bool = True
    host_header: bool = False
    how_tos: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollback:
    """Settings of `rollbackconfig`."""

    enabled: bool = True
