"""The range of every number in the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from state.model.certificates import CrlSource
from state.model.destinations import BounceProfile, DefaultDestination, Delivery, Destination
from state.model.dictionaries import DictionaryWord
from state.model.dns import CacheServer, Dns
from state.model.interfaces import Interface
from state.model.listeners import Listener, Listeners, PolicyParameters
from state.model.logs import LogSettings, LogSubscription
from state.model.services import AdminAccess, Alerts, LdapServer
from state.model.tls_servers import TlsServer
from state.model.users import PassphrasePolicy
from state.operations import (
    crl,
    delivery,
    destinations,
    dictionaries,
    dns,
    ldap,
    listeners,
    logs,
    policies,
    users,
)
from state.operations.addresses import PREFIX, PREFIX6
from state.operations.interfaces import PORT_SERVICES
from state.operations.values import PORT, NumberRange

_YEAR: Final = 366 * 24 * 3600
_SECONDS: Final = NumberRange(0, _YEAR)
_TIMEOUT: Final = NumberRange(5, 1440)

_DESTINATION: Final = {
    "concurrency": destinations.CONCURRENCY,
    "messages_per_connection": destinations.MESSAGES,
    "recipient_minutes": destinations.MINUTES,
    "recipient_limit": destinations.RECIPIENTS,
}

RANGES: Final[Mapping[type, Mapping[str, NumberRange]]] = {
    AdminAccess: {"webui_timeout": _TIMEOUT, "cli_timeout": _TIMEOUT},
    Alerts: {"initial_wait": _SECONDS, "max_wait": _SECONDS, "max_saved": NumberRange(1, 1000)},
    BounceProfile: {
        "max_retries": NumberRange(0, 10_000),
        "max_seconds": _SECONDS,
        "initial_retry": _SECONDS,
        "max_retry": _SECONDS,
    },
    CacheServer: {"priority": dns.PRIORITY},
    CrlSource: {"interval_hours": crl.HOURS},
    DefaultDestination: _DESTINATION,
    Delivery: {
        "concurrency": delivery.CONCURRENCY,
        "tls_concurrency": delivery.TLS_CONCURRENCY,
    },
    Destination: _DESTINATION,
    Dns: {"reverse_timeout": dns.REVERSE_TIMEOUT, "minimum_ttl": dns.MINIMUM_TTL},
    DictionaryWord: {"weight": dictionaries.WEIGHT},
    Interface: {
        "prefix": PREFIX,
        "prefix6": PREFIX6,
        **{service.field: PORT for service in PORT_SERVICES},
    },
    LdapServer: {
        "port": PORT,
        "cache_seconds": ldap.CACHE_SECONDS,
        "cache_entries": ldap.CACHE_ENTRIES,
    },
    Listener: {
        "port": PORT,
        "max_concurrency": listeners.CONNECTIONS,
        "tcp_queue": listeners.TCP_QUEUE,
    },
    Listeners: {
        "max_concurrency": listeners.CONNECTIONS,
        "max_tls_concurrency": listeners.TLS_CONNECTIONS,
        "max_header_lines": listeners.HEADER_LINES,
    },
    LogSettings: {"frequency": logs.FREQUENCY},
    LogSubscription: {"max_bytes": logs.SIZE, "max_files": logs.FILES},
    PassphrasePolicy: {"minimum_length": users.MINIMUM},
    PolicyParameters: policies.PARAMETER_RANGES,
    TlsServer: {"port": PORT},
}
"""Data class and field to the numbers that the field takes."""
