"""TEST and queries over plain connections, LDAPS and StartTLS."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from esatui.services.ldap.client import check, exists
from esatui.services.ldap.place import Place, place_of
from esatui.services.network import Network
from state.errors import StateError
from state.model.certificates import Certificates
from state.model.configuration import View
from state.model.services import Ldap, LdapServer
from state.settings import ApplianceSettings
from tests.programs import needed
from tests.services.ldap.slapd import BASE, BIND, HOST, NAME, PASSPHRASE, Slapd, slapd
from tests.services.tls.appliances import Lab
from tests.ssh.appliances import MOMENT

SERVER = LdapServer(
    hosts=(NAME,),
    bind_user=BIND,
    bind_passphrase=PASSPHRASE,
    base=BASE,
    accept_name="PublicLDAP.ldapaccept",
    accept_filter="(mail={a})",
)
LDAPS = replace(SERVER, ssl=True, port=636)
STARTTLS = replace(SERVER, ssl=True, port=389, start_tls=True)


def appliance(lab: Lab, *, profile: str = "partner.com", validate: bool = True) -> View:
    """An appliance that trusts the lab, with a certificate of the lab and a self-signed one."""
    profiles = {"partner.com": lab.profile("valid-p256"), "Demo": lab.profile("selfsigned")}
    return lab.verifying(
        certificates=Certificates(profiles=profiles),
        ldap=Ldap(certificate=profile, validate_server=validate),
    )


def place(lab: Lab, view: View, server: LdapServer, running: Slapd, folder: Path) -> Place:
    """Where the appliance goes when `ldap.example.com` is this slapd."""
    ports = {f"{NAME}:389": running.plain, f"{NAME}:636": running.ldaps}
    remotes = {name: f"{HOST}:{port}" for name, port in ports.items()}
    settings = ApplianceSettings(install_date=MOMENT, remotes=remotes)
    return place_of(view, server, Network(settings, folder), lab.load_key)


@pytest.mark.parametrize("server", [LDAPS, STARTTLS], ids=["ldaps", "starttls"])
@pytest.mark.parametrize("validate", [True, False])
def test_a_server_that_demands_a_certificate(
    lab: Lab, tmp_path: Path, server: LdapServer, validate: bool
) -> None:
    with slapd(lab, tmp_path / "slapd") as running:
        good = place(lab, appliance(lab, validate=validate), server, running, tmp_path)
        check(good, server)
        assert exists(good, server, "joe@example.com")
        assert not exists(good, server, "nobody@example.com")
        # A star in an address is no wildcard.
        assert exists(good, server, "a*b@example.com")
        assert not exists(good, server, "*@example.com")

        bad = place(
            lab, appliance(lab, profile="Demo", validate=validate), server, running, tmp_path
        )
        with pytest.raises(StateError, match=r"TLS: |connection closed by the server"):
            check(bad, server)


@pytest.mark.parametrize("presents", [True, False])
def test_the_demand_is_real(lab: Lab, tmp_path: Path, presents: bool) -> None:
    """OpenLDAP's own client is let in with the certificate of the appliance, and never without."""
    profile = lab.profile("valid-p256")
    (tmp_path / "chain.pem").write_text("".join((profile.certificate, *profile.intermediates)))
    (tmp_path / "key.pem").write_text(lab.load_key(profile.key))
    environment = {**os.environ, "HOME": str(tmp_path), "LDAPTLS_REQCERT": "never"}
    if presents:
        environment["LDAPTLS_CERT"] = str(tmp_path / "chain.pem")
        environment["LDAPTLS_KEY"] = str(tmp_path / "key.pem")
    search = (needed("ldapsearch", "ldap-utils"), "-x", "-LLL", "-b", BASE)
    with slapd(lab, tmp_path / "slapd") as running:
        for where in (
            ("-H", f"ldaps://{HOST}:{running.ldaps}"),
            ("-H", f"ldap://{HOST}:{running.plain}", "-ZZ"),
        ):
            done = subprocess.run(
                (*search, *where, "(uid=joe)", "mail"),
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert ("mail: joe@example.com" in done.stdout) is presents, done.stderr
            assert (done.returncode == 0) is presents


@pytest.mark.parametrize("server", [LDAPS, STARTTLS], ids=["ldaps", "starttls"])
def test_validation_of_the_server(lab: Lab, tmp_path: Path, server: LdapServer) -> None:
    with slapd(lab, tmp_path / "slapd", name="other.example.com") as running:
        with pytest.raises(StateError, match=r"TLS: Hostname mismatch.*ldap\.example\.com"):
            check(place(lab, appliance(lab), server, running, tmp_path), server)
        check(place(lab, appliance(lab, validate=False), server, running, tmp_path), server)
        distrustful = appliance(lab)
        nobody = replace(lab.trust, custom_enabled=False)
        settings = lab.verifying(
            authorities=nobody, certificates=distrustful.certificates, ldap=distrustful.ldap
        )
        with pytest.raises(StateError, match=r"TLS: unable to get local issuer|self.signed"):
            check(place(lab, settings, server, running, tmp_path), server)


def test_plain_connections_and_what_the_server_refuses(lab: Lab, tmp_path: Path) -> None:
    with slapd(lab, tmp_path / "slapd", demand="never") as running:
        view = appliance(lab)
        there = place(lab, view, SERVER, running, tmp_path)
        check(there, SERVER)
        check(there, replace(SERVER, bind_user=None, bind_passphrase=None))
        with pytest.raises(StateError, match=r"^the server answered invalidCredentials$"):
            check(there, replace(SERVER, bind_passphrase="wrong"))
        with pytest.raises(StateError, match=r"^the server answered noSuchObject$"):
            exists(there, replace(SERVER, base="dc=other"), "joe@example.com")


def test_the_next_host_is_tried(lab: Lab, tmp_path: Path) -> None:
    server = replace(SERVER, hosts=("unknown.example.com", HOST, NAME), port=1)
    with slapd(lab, tmp_path / "slapd", demand="never") as running:
        remotes = {f"{NAME}:1": f"{HOST}:{running.plain}"}
        settings = ApplianceSettings(install_date=MOMENT, remotes=remotes)
        there = place_of(appliance(lab), server, Network(settings, tmp_path), lab.load_key)
        assert [target.host for target in there.targets] == [HOST, NAME]
        check(there, server)


def test_no_way_there(lab: Lab, tmp_path: Path) -> None:
    network = Network(ApplianceSettings(install_date=MOMENT), tmp_path)
    with pytest.raises(StateError, match=r'^host "ldap.example.com" is unreachable$'):
        place_of(appliance(lab), SERVER, network, lab.load_key)
    local = replace(SERVER, hosts=(HOST,), port=1)
    with pytest.raises(StateError, match=r"^connection refused$"):
        check(place_of(appliance(lab), local, network, lab.load_key), local)


@contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """A server that sends these bytes to whoever connects, over and over, and reads nothing."""
    with socket.create_server((HOST, 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                try:
                    for _ in range(100_000):
                        connection.sendall(answer)
                except OSError:
                    return

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(30)


@pytest.mark.parametrize(
    "answer",
    [
        b"\x00",
        b"\x30\x84\x7f\xff\xff\xff" + b"a" * 1000,
        b"\x30\x80" * 500,
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00"[:9],
    ],
)
def test_servers_that_do_not_speak_ldap(lab: Lab, tmp_path: Path, answer: bytes) -> None:
    network = Network(ApplianceSettings(install_date=MOMENT), tmp_path)
    with answering(answer) as port:
        server = replace(SERVER, hosts=(HOST,), port=port)
        with pytest.raises(StateError):
            check(place_of(appliance(lab), server, network, lab.load_key), server)
