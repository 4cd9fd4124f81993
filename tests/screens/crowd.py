"""Appliances that are full, that have long names everywhere, accounts of all roles, a cluster."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final

from esatui.appliance import Appliance
from screens.desk import Desk
from state.clock import FrozenClock
from state.cluster.membership import create_cluster
from state.journal import ALERT, Event
from state.model.configuration import Draft
from state.model.destinations import Destination, OutboundTls
from state.model.interfaces import Interface
from state.model.listeners import HostAccessTable, Listener, RecipientAccess, SenderGroup
from state.model.services import AlertSubscription, LdapServer
from state.model.users import Role, User
from state.operations.authorities import import_custom
from tests.screens import busy
from tests.screens.desks import NOW
from tests.state.cluster.machines import CLUSTER_ID, member

DESTINATIONS: Final = 10_000
LEVELS: Final[tuple[OutboundTls | None, ...]] = (
    "required_verify", None, "preferred", "off", "required", "required_verify_hosted",
)  # fmt: skip
LONG_USER: Final = "operations-of-the-branch-in-seoul"
LONG_HOST: Final = f"{'mail-gateway-of-the-' * 3}seoul.branch-offices.example.co.kr"
LONG_LABEL: Final = "a-label-that-is-as-long-as-a-label-of-a-domain-name-can-get-63"
LONG_DOMAIN: Final = f"{LONG_LABEL}.{LONG_LABEL}.{LONG_LABEL}.example.co.kr"
LONG_NAME: Final = "AnInterfaceOrListenerWithANameThatIsAsLongAsItMayBeMade_And_63"
COMMENT: Final = (
    "Certificates of the year for all branch offices, TLS required for the partners of the new "
    "contract, and alerts to the operators who are on duty"
)
KOREAN_COMMENT: Final = "올해의 인증서로 교체하고 새 계약의 파트너에게 TLS를 필수로 적용함"


def accounts(_: Appliance, desk: Desk) -> None:
    """Make an account of each role that has pictures, called as the role."""
    roles: tuple[Role, ...] = ("readonly", "guest")
    desk.submit(lambda draft: _with_users(draft, dict(zip(roles, roles, strict=True))))
    desk.candidate.commit("Accounts")


def cluster(appliance: Appliance, desk: Desk) -> None:
    """Make a cluster of the appliance, in which it is alone."""
    create_cluster(appliance.store, desk.login, "americas", CLUSTER_ID, member("a"))


def full(appliance: Appliance, desk: Desk) -> None:
    """Fill every table and every log."""
    for number in range(40):
        desk.submit(partial(_one_more, number=number))
        desk.candidate.commit(KOREAN_COMMENT if number % 7 == 3 else f"Partner {number} of 40")
    desk.submit(_crowded)
    assert isinstance(appliance.clock, FrozenClock)
    root = busy.Certificates(appliance.clock).root.certificate.pem.encode()
    desk.submit(lambda draft: import_custom(draft, root, NOW, check_fqdn=False).draft)
    desk.candidate.commit("Ten thousand partners")
    for number in range(1500):
        domain = f"partner{number:05}.example"
        appliance.logs.mail(
            f"New SMTP DCID {number + 100} interface 192.168.42.42 address 203.0.113.5 port 25"
        )
        text = "TLS success protocol TLSv1.3 cipher TLS_AES_256_GCM_SHA384"
        if number % 5 == 2:
            text = f"TLS failed: verify error: hostname mismatch ({domain})"
        appliance.logs.mail(f"DCID {number + 100} {text}")
    for number in range(30):
        text = f"TLS to partner{number:05}.example failed."
        data = {"severity": ("Warning", "Critical", "Information")[number % 3], "text": text}
        appliance.store.note(Event(NOW - timedelta(minutes=300 - 9 * number), ALERT, data=data))


def flood(_: Appliance, desk: Desk) -> None:
    """Leave two hundred changes pending."""

    def change(draft: Draft) -> Draft:
        new = {f"new{n:03}.example": Destination(tls="required") for n in range(200)}
        entries = {**draft.destinations.entries, **new}
        return draft.write(destinations=dataclasses.replace(draft.destinations, entries=entries))

    desk.submit(change)


def long_names(appliance: Appliance, desk: Desk) -> None:
    """Name everything as long as it may be."""
    desk.submit(_long)
    desk.candidate.commit(COMMENT)
    text = f"Certificate {LONG_LABEL}.example.co.kr, which {LONG_HOST} presents, expires soon."
    data = {"severity": "Critical", "text": text}
    appliance.store.note(Event(NOW - timedelta(minutes=2), ALERT, data=data))
    appliance.logs.mail(
        f"MID 6 ICID 14 From: <{'a-very-long-local-part-' * 2}@{LONG_DOMAIN}> and what else stands "
        "in a line of a log, which goes on and on until nobody reads it any more"
    )


def _one_more(draft: Draft, number: int) -> Draft:
    entries = {**draft.destinations.entries, f"p{number:02}.example": Destination(tls="preferred")}
    return draft.write(destinations=dataclasses.replace(draft.destinations, entries=entries))


def _crowded(draft: Draft) -> Draft:
    destinations = {
        f"partner{n:05}.example": Destination(
            tls=LEVELS[n % 6],
            concurrency=(n % 900) + 1 if n % 4 == 1 else None,
            dane="opportunistic" if n % 10 == 4 else None,
        )
        for n in range(DESTINATIONS)
    }
    names = tuple(draft.certificates.profiles)
    profiles = {
        f"host{n:03}": draft.certificates.profiles[names[n % len(names)]] for n in range(200)
    }
    interfaces = {
        f"Data{n:02}": Interface(
            ethernet="Data 1",
            hostname=f"data{n:02}.example.com",
            ip=f"10.1.{n}.1",
            ssh=22,
            https=443,
        )
        for n in range(40)
    }
    first = draft.listeners.entries["InboundMail"]
    listeners: dict[str, Listener] = {
        f"Inbound{n:02}": dataclasses.replace(
            first, interface=f"Data{n:02}", certificate=f"host{n:03}"
        )
        for n in range(40)
    }
    rat = {f"domain{n:03}.example": RecipientAccess(accept=n % 9 != 4) for n in range(200)}
    listeners["InboundMail"] = dataclasses.replace(
        first, hat=_many_groups(first.hat), rat={**rat, **first.rat}
    )
    servers = {
        f"directory{n:02}": LdapServer(hosts=(f"ldap{n:02}.example.com",), base="dc=example,dc=com")
        for n in range(40)
    }
    recipients = {f"operator{n:02}@example.com": AlertSubscription() for n in range(60)}
    return draft.write(
        destinations=dataclasses.replace(draft.destinations, entries=destinations),
        certificates=dataclasses.replace(
            draft.certificates, profiles={**draft.certificates.profiles, **profiles}
        ),
        interfaces=dataclasses.replace(
            draft.interfaces, entries={**draft.interfaces.entries, **interfaces}
        ),
        listeners=dataclasses.replace(
            draft.listeners, entries={**draft.listeners.entries, **listeners}
        ),
        ldap=dataclasses.replace(draft.ldap, servers={**draft.ldap.servers, **servers}),
        alerts=dataclasses.replace(
            draft.alerts, recipients={**draft.alerts.recipients, **recipients}
        ),
    )


def _many_groups(hat: HostAccessTable) -> HostAccessTable:
    policies = {f"POLICY_{n:02}": hat.policies["THROTTLED"] for n in range(30)}
    groups = {
        f"PARTNERS_{n:02}": SenderGroup(
            policy=f"POLICY_{n % 30:02}", senders=tuple(f"10.{n}.{m}.0/24" for m in range(60))
        )
        for n in range(40)
    }
    return dataclasses.replace(
        hat,
        policies={**hat.policies, **policies},
        groups={**groups, **hat.groups},
        order=(*groups, *hat.order),
    )


def _long(draft: Draft) -> Draft:
    profiles, listeners = draft.certificates.profiles, draft.listeners.entries
    wide = {f"{LONG_NAME}{n}": each for n, each in enumerate(profiles.values())}
    first = listeners["InboundMail"]
    group = SenderGroup(
        policy="ACCEPTED", senders=(f".{LONG_DOMAIN}", "192.0.2.0/24"), comment=COMMENT
    )
    hat = dataclasses.replace(
        first.hat, groups={"A" * 30: group, **first.hat.groups}, order=("A" * 30, *first.hat.order)
    )
    listener = dataclasses.replace(
        first,
        interface=LONG_NAME,
        certificate=f"{LONG_NAME}1",
        hat=hat,
        rat={**first.rat, LONG_DOMAIN: RecipientAccess()},
    )
    interface = Interface(
        ethernet="Data 2",
        hostname=LONG_HOST,
        ip="10.200.200.200",
        ipv6="2001:db8:1111:2222:3333:4444:5555:6666",
        ssh=22,
        http=80,
        https=443,
        https_certificate=f"{LONG_NAME}1",
    )
    server = LdapServer(
        hosts=tuple(f"ldap{n}.{LONG_LABEL}.example" for n in range(4)),
        base=",".join(f"dc={part}" for part in LONG_DOMAIN.split(".")),
        bind_user=f"cn=appliance,ou={LONG_LABEL},dc=example,dc=com",
        accept_name="an-accept-query-with-a-long-name",
        accept_filter="(|(mail={a})(proxyAddresses=smtp:{a})(mailAlternateAddress={a}))",
    )
    address = f"{'operations-' * 4}team@{LONG_LABEL}.example.co.kr"
    subscription = AlertSubscription(
        classes=("System", "Anti-Virus", "Directory Harvest Attack Prevention"),
        severities=("Critical", "Warning", "Information"),
    )
    draft = _with_users(draft, {LONG_USER: "admin"})
    entries = {**draft.destinations.entries, LONG_DOMAIN: Destination(tls="required_verify_hosted")}
    return draft.write(
        system=dataclasses.replace(draft.system, hostname=LONG_HOST),
        certificates=dataclasses.replace(draft.certificates, profiles={**profiles, **wide}),
        interfaces=dataclasses.replace(
            draft.interfaces, entries={**draft.interfaces.entries, LONG_NAME: interface}
        ),
        listeners=dataclasses.replace(
            draft.listeners, entries={**listeners, f"A{LONG_NAME}": listener}
        ),
        destinations=dataclasses.replace(
            draft.destinations, entries=entries, certificate=f"{LONG_NAME}1"
        ),
        ldap=dataclasses.replace(
            draft.ldap, servers={f"A{LONG_NAME}": server, **draft.ldap.servers}
        ),
        alerts=dataclasses.replace(
            draft.alerts, recipients={address: subscription, **draft.alerts.recipients}
        ),
    )


def _with_users(draft: Draft, roles: dict[str, Role]) -> Draft:
    new = {
        name: User(full_name=name, role=role, passphrase="scrypt$1$1$1$00$00")
        for name, role in roles.items()
    }
    return draft.write(
        users=dataclasses.replace(draft.users, accounts={**draft.users.accounts, **new})
    )


MADE: Final[dict[str, Callable[[Appliance, Desk], None]]] = {
    "full": full,
    "long": long_names,
    "accounts": accounts,
    "cluster": cluster,
}
"""What is made of a busy appliance, and kept to be copied."""
