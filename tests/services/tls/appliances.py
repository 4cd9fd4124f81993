"""Configurations with certificates of the lab, and the keys to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Unpack

from esatui.lab.presented import LabHierarchy, Names
from esatui.lab.wish import Issued
from esatui.services.tls.client import ClientTls
from esatui.services.tls.identity import Identity
from esatui.services.tls.server import ServerTls
from state.certificates.certificate import Certificate
from state.errors import StateError
from state.factory import inbound_listener, management_interface
from state.model.certificates import Authorities, CertificateProfile, Certificates
from state.model.configuration import AreaChanges, Configuration, Settings, View
from state.model.destinations import Destinations
from state.model.interfaces import Interfaces
from state.model.levels import machine
from state.model.listeners import Listeners
from state.model.services import Ssl, SslService

NAMES = Names(domain="example.com", host="mail.example.com")
EVERYTHING = SslService(method="tlsv1_0tlsv1_1tlsv1_2tlsv1_3", ciphers="ALL:eNULL")


@dataclass
class Lab:
    """Makes what tests need from the lab's hierarchy."""

    hierarchy: LabHierarchy
    keys: dict[str, str] = field(default_factory=dict)

    def load_key(self, key_id: str) -> str:
        if key_id not in self.keys:
            raise StateError("The private key is missing.", "key")
        return self.keys[key_id]

    def profile(self, case: str) -> CertificateProfile:
        """A certificate profile with what a host with this fault would present."""
        presented = self.hierarchy.present(case, NAMES)
        return self.stored(presented.server, presented.chain)

    def stored(self, issued: Issued, chain: Sequence[Certificate] = ()) -> CertificateProfile:
        self.keys[issued.key.key_id] = issued.key.pem
        return CertificateProfile(
            certificate=issued.certificate.pem,
            key=issued.key.key_id,
            intermediates=tuple(each.pem for each in chain),
        )

    @property
    def trust(self) -> Authorities:
        """Authority lists that hold the lab's root alone."""
        root = self.hierarchy.root.certificate
        custom = {root.fingerprint_sha256: root.pem}
        return Authorities(system_enabled=False, custom_enabled=True, custom=custom)

    def verifying(self, **areas: Unpack[AreaChanges]) -> View:
        """An appliance that trusts the lab's root, with these areas beside."""
        settings = replace(Settings(authorities=self.trust), **areas)
        return View(Configuration(machines={"x": settings}), machine("x"))

    def view(self, profile: CertificateProfile, ssl: SslService | None = None) -> View:
        """An appliance that uses one profile, `partner.com`, for everything."""
        settings = Settings(
            interfaces=Interfaces(
                entries={
                    "Management": replace(
                        management_interface(), https_certificate="partner.com", https=443
                    )
                }
            ),
            listeners=Listeners(
                entries={"InboundMail": replace(inbound_listener(), certificate="partner.com")}
            ),
            destinations=Destinations(certificate="partner.com"),
            certificates=Certificates(profiles={"partner.com": profile}),
            ssl=Ssl(
                inbound=ssl or SslService(), outbound=ssl or SslService(), gui=ssl or SslService()
            ),
        )
        return View(Configuration(machines={"x": settings}), machine("x"))

    def server(self, case: str = "valid-p256", ssl: SslService | None = None) -> ServerTls:
        view = self.view(self.profile(case), ssl)
        return ServerTls.for_listener(view, "InboundMail", self.load_key)

    def client(self, case: str = "valid-p256", ssl: SslService | None = None) -> ClientTls:
        return ClientTls.from_view(self.view(self.profile(case), ssl), self.load_key)

    def files(self, folder: Path, case: str = "valid-p256") -> tuple[str, str, str]:
        """What `openssl s_server` takes: certificate, key, and a chain that may be empty."""
        presented = self.hierarchy.present(case, NAMES)
        (folder / "cert.pem").write_text(presented.server.certificate.pem, "ascii")
        (folder / "key.pem").write_text(presented.server.key.pem, "ascii")
        (folder / "chain.pem").write_text("".join(c.pem for c in presented.chain), "ascii")
        return str(folder / "cert.pem"), str(folder / "key.pem"), str(folder / "chain.pem")

    def server_options(self, folder: Path, case: str = "valid-p256") -> tuple[str, ...]:
        """Options of `openssl s_server` that present a case."""
        certificate, key, chain = self.files(folder, case)
        given = ("-cert", certificate, "-key", key)
        sends_more = Path(chain).read_text("ascii") != ""
        return (*given, "-cert_chain", chain) if sends_more else given

    def root_file(self, folder: Path) -> str:
        """The lab's root, for programs that are to trust it."""
        path = folder / "root.pem"
        path.write_text(self.hierarchy.root.certificate.pem, "ascii")
        return str(path)


def identity_of(issued: Issued, chain: Sequence[Certificate] = ()) -> Identity:
    """An identity without a configuration."""
    return Identity("partner.com", issued.certificate, tuple(chain), issued.key)
