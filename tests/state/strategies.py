"""Random valid configurations, for property tests.

The strategies are made from the data classes themselves: a new field is part of them at once. Only
what refers to something else, or has a form of its own, is said here.
"""

from __future__ import annotations

import functools
import itertools
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from hypothesis import strategies as st

from state.certificates import Certificate, PooledKeyMaker
from state.certificates.request import Subject, self_signed, signing_request
from state.clock import FrozenClock
from state.factory import factory_configuration
from state.model.certificates import (
    DEMO,
    Authorities,
    CertificateProfile,
    Certificates,
    Crl,
    CrlSource,
)
from state.model.configuration import Configuration, Draft, Settings
from state.model.destinations import (
    BounceProfile,
    Bounces,
    DefaultDestination,
    Delivery,
    Destination,
    Destinations,
)
from state.model.dictionaries import Dictionaries, Dictionary, DictionaryWord
from state.model.dns import AlternateServer, CacheServer, Dns
from state.model.interfaces import Interface, InterfaceGroup, Interfaces
from state.model.levels import machine
from state.model.listeners import (
    DEFAULT_PARAMETERS,
    AddressList,
    AddressRewrite,
    HostAccessTable,
    Listener,
    Listeners,
    MailFlowPolicy,
    PolicyParameters,
    RecipientAccess,
    SenderGroup,
)
from state.model.logs import LogSettings, LogSubscription
from state.model.services import (
    AdminAccess,
    Alerts,
    AlertSubscription,
    Ldap,
    LdapServer,
    Rollback,
    Ssl,
    SslService,
    UrlList,
    WebSecurity,
)
from state.model.smtproutes import SmtpRoute, SmtpRoutes
from state.model.system import System
from state.model.tls_servers import Amp, Dlp, TlsServer
from state.model.updates import Updates
from state.model.users import CustomRole, PassphrasePolicy, User, Users
from state.operations.destinations import canonical_default, canonical_entry
from state.operations.interfaces import ETHERNET_PORTS, PORT_SERVICES
from state.operations.ssl import METHODS as SSL_METHODS
from state.passphrases import hash_passphrase
from state.shape import shape_of
from tests.state.building import LINE, assembled, built, plain_value, table
from tests.state.ldap_queries import ADVANCED_QUERIES, with_main
from tests.state.store.appliances import MOMENT, SERIAL

# Hypothesis examines each strategy once: all of them are made when this module is imported, and
# references go to names that are always there.
PROFILES = (DEMO, "partner.com", "x_1")
INTERFACES = ("Management", "Data 1")
BOUNCES = ("Default", "_slow")
URL_LIST = "partners"
POLICY = "ACCEPTED"
SENDERS = "partners"

BLOCK = st.text(
    st.one_of(st.characters(exclude_categories=["Cc", "Cs"]), st.sampled_from("\n\t\r<>&]\"'")),
    min_size=1,
    max_size=20,
)
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
WORD = st.text("abcXYZ", min_size=1, max_size=3)
LABEL = st.text("abc", min_size=1, max_size=3)
HOST = st.builds("{}.{}".format, LABEL, st.sampled_from(["example.com", "test", "a_b.example"]))
IPV4 = st.integers(0x0B000000, 0x7E000000).map(
    lambda number: ".".join(str(byte) for byte in number.to_bytes(4))
)
EMAIL = st.builds("{}@{}".format, LABEL, HOST)
PROFILE = st.sampled_from(PROFILES)
INTERFACE = st.sampled_from(INTERFACES)
BOUNCE = st.sampled_from(BOUNCES)
PASSPHRASE = st.sampled_from(
    [
        hash_passphrase(text, random_bytes=random.Random(text).randbytes, log2_cost=4)
        for text in ("one", "two")
    ]
)
PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1p2Yw5xwz4C0dCz3sFG4wOa0EW0V5mB7c0b8JcTq2Z"


@dataclass(frozen=True)
class Material:
    """A profile and its private key."""

    profile: CertificateProfile
    key: str


@cache
def materials() -> tuple[Material, ...]:
    """Return some profiles with real certificates and keys."""
    maker = PooledKeyMaker(7)
    made: list[Material] = []
    for number in range(8):
        key = maker.rsa(1024)
        subject = Subject(common_name=f"host{number}.example.com")
        certificate = self_signed(key, subject, days=365, now=MOMENT, serial_number=number + 1)
        others = tuple(each.profile.certificate for each in made[: number % 3])
        request = signing_request(key, subject) if number % 2 else None
        profile = CertificateProfile(
            certificate=certificate.pem, key=key.key_id, intermediates=others, csr=request
        )
        made.append(Material(profile, key.pem))
    return tuple(made)


@cache
def factory() -> tuple[Draft, Mapping[str, str]]:
    """Return the draft of a factory appliance, and its private keys by identifier."""
    from state.settings import ApplianceSettings

    settings = ApplianceSettings(install_date=MOMENT)
    configuration, keys = factory_configuration(
        settings, PooledKeyMaker(1), FrozenClock(MOMENT), random.Random(1).randbytes
    )
    return Draft(configuration, machine(SERIAL)), keys


@dataclass(frozen=True)
class Configured:
    """A valid configuration with its private keys."""

    draft: Draft

    @property
    def keys(self) -> Mapping[str, str]:
        """All private keys by identifier."""
        return self.draft.new_keys


def _interfaces(entries: dict[str, Interface]) -> Interfaces:
    """Give interfaces addresses and ports that none shares."""
    result = {}
    for number, (name, interface) in enumerate(entries.items(), 1):
        ports = {
            service.field: 20 * number + position
            for position, service in enumerate(PORT_SERVICES)
            if getattr(interface, service.field) is not None
        }
        ipv6 = interface.ipv6 and f"2001:db8::{number}"
        changed: dict[str, Any] = {"ip": f"192.0.2.{number}", "ipv6": ipv6, **ports}
        result[name] = replace(interface, **changed)
    groups = {"both": InterfaceGroup(interfaces=INTERFACES)} if len(entries) > 2 else {}
    return Interfaces(entries=result, groups=groups)


def _access_table(
    default: PolicyParameters, policies: dict[str, MailFlowPolicy], groups: dict[str, SenderGroup]
) -> HostAccessTable:
    """Give groups the policies in turn; `ALL` keeps its own."""
    names = itertools.cycle(sorted(policies))
    groups = {
        name: group if name == "ALL" else replace(group, policy=next(names))
        for name, group in groups.items()
    }
    order = (*(name for name in groups if name != "ALL"), "ALL")
    return HostAccessTable(default=default, policies=policies, groups=groups, order=order)


def _listeners(listeners: Listeners) -> Listeners:
    """Give listeners ports that none shares."""
    entries = {
        name: replace(listener, port=25 + number)
        for number, (name, listener) in enumerate(listeners.entries.items())
    }
    return replace(listeners, entries=entries)


_PARAMETERS = built(
    PolicyParameters, banner_hostname=st.none() | HOST, tls_senders=st.sampled_from([None, SENDERS])
)
_DEFAULT_PARAMETERS = assembled(
    functools.partial(replace, DEFAULT_PARAMETERS),
    {"banner_hostname": st.none() | HOST},
    {
        name: plain_value(PolicyParameters, name, hint)
        for name, hint in shape_of(PolicyParameters).types.items()
        if name not in ("banner_hostname", "tls_senders")
    },
)
_SENDER = HOST | IPV4 | st.sampled_from([".example.com", "sbrs[-1.0:10.0]"])
_GROUP = built(
    SenderGroup,
    policy=st.just(POLICY),
    senders=st.lists(_SENDER, max_size=2, unique=True).map(tuple),
    comment=st.just("") | LINE,
)
_HAT = st.builds(
    _access_table,
    _DEFAULT_PARAMETERS,
    table(WORD, built(MailFlowPolicy, parameters=_PARAMETERS), (POLICY,)),
    table(WORD, _GROUP, ("ALL",)),
)
_DURATION = st.sampled_from(["15m", "1h", "30s", "2d"])
_LISTENER = built(
    Listener,
    interface=INTERFACE,
    certificate=PROFILE,
    default_domain=st.none() | HOST,
    bounce_profile=BOUNCE,
    ldap_accept=st.none() | WORD,
    hat=_HAT,
    masquerade=table(
        st.sampled_from(["joe", "joe@a.example", "@.a.example", "@b"]),
        built(AddressRewrite, to=st.sampled_from(["@a.example", "joe@a.example"])),
    ),
    domain_map=table(
        st.sampled_from([".a.example", "b", "a.example"]), built(AddressRewrite, to=HOST)
    ),
    rat=table(st.sampled_from(["ALL", "joe@[192.0.2.1]", "a.example"]), built(RecipientAccess)),
)
_PARTIAL_ADDRESSES = st.sampled_from(["joe@", "@a.example", "@.a.example", "@[192.0.2.1]"])


def _address_list(
    addresses: st.SearchStrategy[str], *, full: bool
) -> st.SearchStrategy[AddressList]:
    return built(
        AddressList,
        addresses=st.lists(addresses, max_size=3, unique=True).map(tuple),
        description=st.just("") | LINE,
        full_addresses=st.just(full),
    )


_ADDRESS_LIST = _address_list(EMAIL | _PARTIAL_ADDRESSES, full=False) | _address_list(
    EMAIL, full=True
)
_ROUTE = st.sampled_from(
    [("USEDNS",), ("/dev/null",), ("mx.example", "[10.0.0.1]:26"), ("a.example/pri=10:2525",)]
)
_URL = HOST.map("http://{}/root.crl?a=1&b=2".format)
_SERVICE = built(
    SslService,
    method=st.sampled_from(sorted(SSL_METHODS)),
    ciphers=st.sampled_from(["HIGH:!aNULL", "ECDHE+AESGCM"]),
)
_SERVER = built(
    LdapServer,
    hosts=st.lists(HOST | IPV4, min_size=1, max_size=2).map(tuple),
    bind_passphrase=st.none() | ANYTHING | st.sampled_from(["*****", "$aesgcm$AAAA"]),
    base=st.just("") | LINE,
    accept_name=st.none(),
    accept_filter=st.sampled_from(["", "(mail={a})"]),
)
_KEYS = st.lists(st.just(f"{PUBLIC_KEY} laptop"), max_size=1).map(tuple)
_FULL_NAME = st.just("") | LINE
_USER = built(User, full_name=_FULL_NAME, passphrase=PASSPHRASE, ssh_keys=_KEYS)
_ADMIN = built(
    User,
    full_name=_FULL_NAME,
    role=st.just("admin"),
    passphrase=PASSPHRASE,
    ssh_keys=_KEYS,
    enabled=st.just(True),
)
_MATERIAL = st.builds(
    lambda material, smime: replace(material, profile=replace(material.profile, smime=smime)),
    st.sampled_from(materials()),
    st.booleans(),
)
_CUSTOM = st.lists(st.sampled_from(materials()), max_size=3, unique=True).map(
    lambda chosen: {
        Certificate.from_pem(each.profile.certificate).fingerprint_sha256: each.profile.certificate
        for each in chosen
    }
)
_TLS_SERVER = built(
    TlsServer,
    host=HOST | IPV4,
    certificate=PROFILE,
    authority=st.sampled_from(materials()).map(lambda each: each.profile.certificate),
)
_DOMAIN = HOST | HOST.map(".{}".format) | st.just("[192.0.2.1]")
_AREAS: dict[str, st.SearchStrategy[Any]] = {
    "system": built(
        System, hostname=HOST, gateway=IPV4, timezone=st.sampled_from(["GMT", "Asia/Seoul"])
    ),
    "interfaces": table(
        WORD,
        built(
            Interface,
            ethernet=st.sampled_from(ETHERNET_PORTS),
            hostname=HOST,
            ip=st.none(),
            https_certificate=PROFILE,
        ),
        INTERFACES,
    ).map(_interfaces),
    "dns": built(
        Dns,
        servers=table(IPV4, built(CacheServer)),
        alternates=table(HOST, built(AlternateServer, hostname=HOST, address=IPV4)),
        interface=st.none() | INTERFACE,
        search=st.lists(HOST, max_size=2, unique=True).map(tuple),
    ),
    "authorities": built(Authorities, custom=_CUSTOM),
    "crl": built(
        Crl,
        sources=table(WORD, built(CrlSource, primary_url=_URL, secondary_url=st.none() | _URL)),
    ),
    "ssl": built(Ssl, gui=_SERVICE, inbound=_SERVICE, outbound=_SERVICE),
    "listeners": built(
        Listeners,
        entries=st.dictionaries(WORD, _LISTENER, max_size=2),
        address_lists=table(WORD, _ADDRESS_LIST, (SENDERS,)),
        counter_reset=_DURATION,
        timeout=_DURATION,
        connection_time=_DURATION,
    ).map(_listeners),
    "delivery": built(Delivery, interface=st.none() | INTERFACE),
    "destinations": built(
        Destinations,
        certificate=PROFILE,
        default=built(DefaultDestination).map(canonical_default),
        entries=table(_DOMAIN, built(Destination, bounce_profile=st.none() | BOUNCE)),
    ),
    "logs": built(
        LogSettings,
        subscriptions=table(
            WORD,
            built(
                LogSubscription,
                base=WORD,
                max_bytes=st.sampled_from([100 * 1024, 10 * 1024 * 1024]),
                max_files=st.integers(1, 1000),
            ),
        ),
        headers=st.sampled_from([(), ("Subject",), ("X-A", "X-b")]),
        frequency=st.integers(10, 3600),
    ),
    "smtproutes": built(
        SmtpRoutes,
        entries=table(_DOMAIN | st.just("ALL"), built(SmtpRoute, hosts=_ROUTE)),
    ),
    "bounces": built(Bounces, profiles=table(WORD, built(BounceProfile), BOUNCES)),
    "ldap": built(
        Ldap,
        certificate=PROFILE,
        interface=st.none() | INTERFACE,
        servers=table(WORD | st.just("Anna & Bo <LDAP> 한국"), _SERVER).map(with_main),
        advanced=table(WORD, st.sampled_from(ADVANCED_QUERIES)),
    ),
    "websecurity": built(
        WebSecurity,
        url_list=st.sampled_from([None, URL_LIST]),
        certificate=st.none() | PROFILE,
        url_lists=table(
            WORD, built(UrlList, urls=st.lists(_URL, max_size=2).map(tuple)), (URL_LIST,)
        ),
    ),
    "dlp": built(Dlp, server=_TLS_SERVER),
    "amp": built(Amp, server=_TLS_SERVER),
    "alerts": built(
        Alerts,
        recipients=table(EMAIL, built(AlertSubscription)),
        from_address=st.none() | EMAIL,
        interface=st.none() | INTERFACE,
    ),
    "adminaccess": built(
        AdminAccess,
        banner=st.none() | BLOCK,
        welcome=st.none() | BLOCK,
        mode=st.sampled_from(["ALL", "PROXY"]),
        allowed=st.lists(
            st.sampled_from(["192.0.2.1", "192.0.2.0/24", "192.0.2.1-192.0.2.9"]),
            min_size=1,
            unique=True,
        ).map(tuple),
    ),
    "users": st.builds(
        lambda admin, others, policy, roles, seen, visited: Users(
            accounts={**others, "admin": admin},
            policy=policy,
            roles=roles,
            dlp_tracking=seen,
            url_tracking=visited,
        ),
        _ADMIN,
        table(LABEL, _USER),
        built(PassphrasePolicy),
        table(WORD, built(CustomRole, description=st.sampled_from(["", "They mind <mail>"]))),
        st.sampled_from([(), ("admin",), ("operators", "helpdesk")]),
        st.sampled_from([(), ("admin",), ("helpdesk", "readonly")]),
    ),
    "dictionaries": built(
        Dictionaries,
        entries=table(WORD, built(Dictionary, words=table(WORD | HOST, built(DictionaryWord)))),
    ),
    "updates": built(
        Updates,
        trusted=_CUSTOM,
        server=st.none() | HOST.map("http://{}".format),
        interval=_DURATION,
        interface=st.none() | INTERFACE,
        http_proxy=st.none() | HOST.map("http://{}:3128".format),
        https_proxy=st.none() | HOST.map("http://{}:3129".format),
    ),
    "rollback": built(Rollback),
}


def _configuration(areas: dict[str, Any], chosen: dict[str, Material]) -> Configured:
    profiles = {name: each.profile for name, each in chosen.items()}
    settings = Settings(**areas, certificates=Certificates(profiles=profiles))
    draft = Draft(
        Configuration(machines={SERIAL: settings}),
        machine(SERIAL),
        {each.profile.key: each.key for each in chosen.values()},
    )
    entries = {
        domain: canonical_entry(draft, entry)
        for domain, entry in draft.destinations.entries.items()
    }
    destinations = replace(draft.destinations, entries=entries)
    return Configured(draft.write(destinations=destinations))


def access_tables() -> st.SearchStrategy[HostAccessTable]:
    """Return the strategy for Host Access Tables; their only address list is `SENDERS`."""
    return _HAT


def configurations() -> st.SearchStrategy[Configured]:
    """Return the strategy for valid configurations of one stand-alone machine."""
    return _CONFIGURATIONS


_CONFIGURATIONS = st.builds(
    _configuration, st.fixed_dictionaries(_AREAS), table(WORD, _MATERIAL, PROFILES)
)


def key_source(keys: Mapping[str, str]) -> Callable[[str], str]:
    """Return a function that returns a key, or raises `StateError` as a store does."""
    from state.errors import StateError

    def private_key(key_id: str) -> str:
        try:
            return keys[key_id]
        except KeyError:
            raise StateError("The private key is missing.", "key") from None

    return private_key
