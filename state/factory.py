"""The factory configuration: what an appliance has before anybody changed anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from state.clock import Clock
from state.model.certificates import DEMO, Authorities, CertificateProfile, Certificates, Crl
from state.model.configuration import Configuration, Settings
from state.model.destinations import BounceProfile, Bounces, Delivery, Destinations
from state.model.dictionaries import Dictionaries
from state.model.dns import Dns
from state.model.interfaces import Interface, Interfaces
from state.model.listeners import (
    HostAccessTable,
    Listener,
    Listeners,
    MailFlowPolicy,
    PolicyParameters,
    RecipientAccess,
    SenderGroup,
)
from state.model.logs import factory_logs
from state.model.services import AdminAccess, Alerts, Ldap, Rollback, Ssl, WebSecurity
from state.model.smtproutes import SmtpRoutes
from state.model.system import System
from state.model.tls_servers import Amp, Dlp
from state.model.updates import Updates
from state.model.users import User, Users
from state.passphrases import hash_passphrase
from state.settings import ApplianceSettings

if TYPE_CHECKING:
    from state.certificates.keys import KeyMaker

HOSTNAME = "mail.example.com"
ADMIN = "admin"
ADMIN_PASSPHRASE = "ironport"  # noqa: S105 - the documented passphrase of every new appliance.


class Demo(NamedTuple):
    """The Demo certificate profile, and its private key as PEM."""

    profile: CertificateProfile
    key: str


def factory_configuration(
    settings: ApplianceSettings,
    key_maker: KeyMaker,
    clock: Clock,
    random_bytes: Callable[[int], bytes],
) -> tuple[Configuration, dict[str, str]]:
    """Return the factory configuration of an appliance and its private keys by identifier.

    The Demo certificate is new, and so is the salt of the administrator's passphrase.
    """
    demo = make_demo(key_maker, clock)
    configuration = configuration_with(settings, demo.profile, random_bytes)
    return configuration, {demo.profile.key: demo.key}


def configuration_with(
    settings: ApplianceSettings, demo: CertificateProfile, random_bytes: Callable[[int], bytes]
) -> Configuration:
    """Return the factory configuration around an existing Demo certificate."""
    passphrase = hash_passphrase(ADMIN_PASSPHRASE, random_bytes=random_bytes)
    admin = User(full_name="Administrator", role="admin", passphrase=passphrase)
    machine = Settings(
        system=System(hostname=HOSTNAME),
        interfaces=Interfaces(entries={"Management": management_interface()}),
        dns=Dns(),
        certificates=Certificates(profiles={DEMO: demo}),
        authorities=Authorities(),
        crl=Crl(),
        ssl=Ssl(),
        listeners=Listeners(entries={"InboundMail": inbound_listener()}),
        delivery=Delivery(),
        destinations=Destinations(),
        smtproutes=SmtpRoutes(),
        bounces=Bounces(profiles={"Default": BounceProfile()}),
        ldap=Ldap(),
        websecurity=WebSecurity(),
        dlp=Dlp(),
        amp=Amp(),
        alerts=Alerts(),
        adminaccess=AdminAccess(),
        users=Users(accounts={ADMIN: admin}),
        dictionaries=Dictionaries(),
        updates=Updates(),
        rollback=Rollback(),
        logs=factory_logs(),
    )
    return Configuration(machines={settings.serial: machine})


def make_demo(key_maker: KeyMaker, clock: Clock) -> Demo:
    """Return a new Demo certificate, self-signed, with its key."""
    from state.certificates.request import demo_certificate

    key = key_maker.rsa(2048)
    certificate = demo_certificate(key, now=clock.now(), serial_number=key_maker.serial_number())
    profile = CertificateProfile(certificate=certificate.pem, key=key.key_id)
    return Demo(profile, key.pem)


def management_interface() -> Interface:
    """Return the only interface of a new appliance."""
    return Interface(
        ethernet="Management",
        hostname=HOSTNAME,
        ip="192.168.42.42",
        prefix=24,
        ssh=22,
        http=80,
        https=443,
        https_certificate=DEMO,
    )


def inbound_listener() -> Listener:
    """Return the public listener of a new appliance."""
    return Listener(
        type="public",
        interface="Management",
        port=25,
        certificate=DEMO,
        hat=public_host_access(),
        rat={HOSTNAME.partition(".")[2]: RecipientAccess(), "ALL": RecipientAccess(accept=False)},
    )


def public_host_access() -> HostAccessTable:
    """Return the factory Host Access Table of a public listener."""
    groups = {
        "ALLOWED_LIST": SenderGroup(policy="TRUSTED", comment="My trusted senders"),
        "BLOCKED_LIST": SenderGroup(
            policy="BLOCKED", senders=("sbrs[-10.0:-3.0]",), comment="Spammers are rejected"
        ),
        "SUSPECTLIST": SenderGroup(
            policy="THROTTLED",
            senders=("sbrs[-3.0:-1.0]",),
            comment="Suspicious senders are throttled",
        ),
        "UNKNOWNLIST": SenderGroup(
            policy="ACCEPTED",
            senders=("sbrs[-1.0:10.0]", "sbrs[none]"),
            comment="Reviewed but undecided, continue normal acceptance",
        ),
        "ALL": SenderGroup(policy="ACCEPTED", comment="Everyone else"),
    }
    policies = {
        "BLOCKED": MailFlowPolicy(rule="REJECT"),
        "TRUSTED": MailFlowPolicy(
            rule="ACCEPT",
            parameters=PolicyParameters(
                tls="off", max_messages=5000, max_recipients=5000, antispam=False
            ),
        ),
        "THROTTLED": MailFlowPolicy(
            rule="ACCEPT",
            parameters=PolicyParameters(tls="off", max_messages=1, max_recipients=25),
        ),
        "ACCEPTED": MailFlowPolicy(rule="ACCEPT", parameters=PolicyParameters(tls="off")),
    }
    return HostAccessTable(policies=policies, groups=groups, order=tuple(groups))


def private_host_access() -> HostAccessTable:
    """Return the factory Host Access Table of a private listener."""
    groups = {
        "RELAYLIST": SenderGroup(policy="RELAYED"),
        "ALL": SenderGroup(policy="BLOCKED", comment="Everyone else"),
    }
    policies = {
        "BLOCKED": MailFlowPolicy(rule="REJECT"),
        "RELAYED": MailFlowPolicy(rule="RELAY"),
    }
    return HostAccessTable(policies=policies, groups=groups, order=tuple(groups))
