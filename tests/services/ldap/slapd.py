"""A private slapd on loopback, with a directory of two people."""

from __future__ import annotations

import contextlib
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from esatui.lab.presented import Names
from tests.ports import free_ports
from tests.programs import needed
from tests.services.tls.appliances import Lab

HOST = "127.0.0.1"
NAME = "ldap.example.com"
BASE = "dc=example,dc=com"
BIND = f"cn=esa,{BASE}"
PASSPHRASE = "ironport"

_CONFIGURATION = """\
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
pidfile {folder}/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCACertificateFile {root}
TLSCertificateFile {certificate}
TLSCertificateKeyFile {key}
TLSVerifyClient {demand}
database mdb
suffix "{base}"
directory {folder}/data
rootdn "{bind}"
rootpw {passphrase}
"""
_CONTENT = f"""\
dn: {BASE}
objectClass: dcObject
objectClass: organization
o: Example

dn: uid=joe,{BASE}
objectClass: inetOrgPerson
cn: Joe
sn: Joe
uid: joe
mail: joe@example.com

dn: uid=star,{BASE}
objectClass: inetOrgPerson
cn: Star
sn: Star
uid: star
mail: a*b@example.com
"""


@dataclass(frozen=True)
class Slapd:
    """Where it listens: plain with StartTLS, and LDAPS."""

    plain: int
    ldaps: int
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(30)


@contextmanager
def slapd(lab: Lab, folder: Path, *, demand: str = "demand", name: str = NAME) -> Iterator[Slapd]:
    """Run slapd with a certificate for `name`; it asks clients for theirs as `demand` says."""
    program = needed("slapd", "slapd")
    folder.mkdir()
    (folder / "data").mkdir()
    presented = lab.hierarchy.present("valid-rsa2048", Names(domain="example.com", host=name))
    chain = (presented.server.certificate, *presented.chain)
    (folder / "chain.pem").write_text("".join(each.pem for each in chain), "ascii")
    (folder / "key.pem").write_text(presented.server.key.pem, "ascii")
    configuration = _CONFIGURATION.format(
        folder=folder,
        root=lab.root_file(folder),
        certificate=folder / "chain.pem",
        key=folder / "key.pem",
        demand=demand,
        base=BASE,
        bind=BIND,
        passphrase=PASSPHRASE,
    )
    (folder / "slapd.conf").write_text(configuration, "ascii")
    (folder / "content.ldif").write_text(_CONTENT, "ascii")
    setup = (needed("slapadd", "slapd"), "-f", folder / "slapd.conf", "-l", folder / "content.ldif")
    subprocess.run(setup, check=True, capture_output=True)
    plain, ldaps = free_ports(2)
    urls = f"ldap://{HOST}:{plain} ldaps://{HOST}:{ldaps}"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            (program, "-d", "0", "-f", folder / "slapd.conf", "-h", urls), stderr=log
        )
        try:
            for port in (plain, ldaps):
                _wait(process, port)
            yield Slapd(plain, ldaps, process)
        finally:
            process.terminate()
            process.wait(30)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    while True:
        assert process.poll() is None, "slapd has ended"
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection((HOST, port)):
            return
