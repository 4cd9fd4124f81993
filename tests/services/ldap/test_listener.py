"""The acceptance query of a listener, and the client of commands, against a real slapd."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from esatui.appliance import Appliance
from esatui.services.engine import Engine, Service
from esatui.services.ldap import LdapService
from esatui.services.queue import MailQueue
from esatui.services.queue.service import QueueService
from esatui.services.smtp import SmtpService
from state.clock import FrozenClock
from state.errors import StateError
from state.model.configuration import Draft
from state.model.listeners import RecipientAccess
from state.model.services import AdvancedLdapQuery, Ldap, LdapServer
from state.store import Login
from tests.services.engines import commit, engine, factory
from tests.services.ldap.slapd import BASE, HOST, NAME, Slapd, slapd
from tests.services.smtp.live import listener, raw
from tests.services.tls.appliances import Lab
from tests.ssh.appliances import MOMENT

QUERY = "PublicLDAP.ldapaccept"
SERVER = LdapServer(
    hosts=(NAME,),
    port=636,
    ssl=True,
    base=BASE,
    accept_name=QUERY,
    accept_filter="(mail={a})",
    cache_seconds=60,
)
Edit = Callable[[Draft], Draft]


def uses_ldap(lab: Lab, server: LdapServer = SERVER) -> Edit:
    """Return an edit: this server, a certificate of the lab for it, trust in the lab."""
    profile = lab.profile("valid-p256")

    def edit(draft: Draft) -> Draft:
        profiles = {**draft.certificates.profiles, "partner.com": profile}
        return draft.with_key(profile.key, lab.load_key(profile.key)).write(
            certificates=replace(draft.certificates, profiles=profiles),
            authorities=lab.trust,
            ldap=Ldap(certificate="partner.com", servers={"PublicLDAP": server}),
        )

    return edit


def mapped(appliance: Appliance, running: Slapd) -> None:
    """Let `ldap.example.com` be this slapd, and bind any free ports."""
    remotes = {f"{NAME}:636": f"{HOST}:{running.ldaps}"}
    settings = replace(appliance.store.settings, remotes=remotes, bind={"ports": "ephemeral"})
    appliance.store.settings = settings


@dataclass
class Services:
    """What runs in these tests."""

    ldap: LdapService
    smtp: SmtpService

    async def replies(self, *recipients: str) -> list[str]:
        """Return the replies to these recipients."""
        async with raw(self.smtp.addresses()["InboundMail"].port) as client:
            await client.say("EHLO sender.example.net")
            await client.say("MAIL FROM:<a@example.net>")
            found = [(await client.say(f"RCPT TO:<{each}>"))[:3] for each in recipients]
            await client.say("QUIT")
        return found


def test_recipients_are_asked_for(lab: Lab, tmp_path: Path) -> None:
    appliance = factory(tmp_path / "state", FrozenClock(MOMENT))
    found: list[Services] = []

    def build(surroundings: Engine) -> Sequence[Service]:
        queue = MailQueue(surroundings.store.directory, surroundings.counters)
        ldap = LdapService(surroundings)
        smtp = SmtpService(surroundings, queue, accept_query=ldap.accepts)
        found.append(Services(ldap, smtp))
        return [QueueService(surroundings, queue), ldap, smtp]

    async def check(directory: Slapd) -> None:
        async with engine(appliance, build) as running:
            assert running.host.faults() == []
            services = found[0]
            assert await services.replies("joe@example.com", "no@example.com") == ["250", "550"]
            directory.stop()
            # Answers are remembered, in any letter case; nobody can tell about anybody else.
            assert await services.replies("Joe@EXAMPLE.com", "no@example.com") == ["250", "550"]
            assert await services.replies("star@example.com") == ["451"]
            log = list(appliance.log_books.reader("mail_logs").lines())
            text = f"Warning: LDAP: query {QUERY} failed: connection refused"
            assert any(text in line for line in log)
            commit(appliance, uses_ldap(lab, replace(SERVER, cache_seconds=61)))
            await running.host.settled()
            assert await services.replies("joe@example.com") == ["451"]

    try:
        commit(appliance, uses_ldap(lab))
        access = {"example.com": RecipientAccess(), "ALL": RecipientAccess(accept=False)}
        commit(appliance, listener(lambda old: replace(old, ldap_accept=QUERY, rat=access)))
        with slapd(lab, tmp_path / "slapd") as directory:
            mapped(appliance, directory)
            asyncio.run(check(directory))
    finally:
        appliance.store.close()


def test_commands_ask_by_what_is_pending(lab: Lab, tmp_path: Path) -> None:
    appliance = factory(tmp_path / "state")
    login = Login(id="test", user="admin", remote="local", started=MOMENT)
    with (
        slapd(lab, tmp_path / "slapd") as directory,
        appliance.store.begin(login, record=False) as candidate,
    ):
        mapped(appliance, directory)
        pending = uses_ldap(lab)(candidate.draft)
        appliance.ldap.check(pending, SERVER)
        assert appliance.ldap.exists(pending, SERVER, "joe@example.com")
        assert not appliance.ldap.exists(pending, SERVER, "no@example.com")
        # What is committed has neither the certificate nor the trust.
        with pytest.raises(StateError, match=r"^TLS: "):
            appliance.ldap.check(candidate.draft, SERVER)
    appliance.store.close()


@dataclass
class Answers:
    """What servers would say, by query."""

    answers: dict[str, bool | None]
    asked: list[str]

    async def one(self, query: str, recipient: str) -> bool | None:
        self.asked.append(query)
        return self.answers[query]


@pytest.mark.parametrize(
    ("query", "recipient", "answer", "asked"),
    [
        ("chain", "joe@a.example", True, ["no", "yes"]),
        ("broken", "joe@a.example", None, ["no", "down"]),
        ("domain", "joe@a.example", True, ["yes"]),
        ("domain", "joe@b.example", False, []),
        ("yes", "joe@b.example", True, ["yes"]),
    ],
)
def test_queries_made_of_others(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    recipient: str,
    answer: bool | None,
    asked: list[str],
) -> None:
    appliance = factory(tmp_path / "state")
    advanced = {
        "chain": AdvancedLdapQuery(queries=("no", "yes", "down")),
        "broken": AdvancedLdapQuery(queries=("no", "down", "yes")),
        "domain": AdvancedLdapQuery(kind="domain", queries=("yes",), domains=("a.example",)),
    }
    servers = {
        name: replace(SERVER, accept_name=name, accept_filter="(mail={a})")
        for name in ("yes", "no", "down")
    }
    commit(appliance, lambda draft: draft.write(ldap=Ldap(servers=servers, advanced=advanced)))
    found: list[LdapService] = []

    def build(surroundings: Engine) -> Sequence[Service]:
        found.append(LdapService(surroundings))
        return found

    async def check() -> None:
        async with engine(appliance, build):
            given = Answers({"yes": True, "no": False, "down": None}, [])
            monkeypatch.setattr(found[0], "_one", given.one)
            assert await found[0].accepts(query, recipient) is answer
            assert given.asked == asked

    asyncio.run(check())
    appliance.store.close()
