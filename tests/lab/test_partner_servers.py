"""Servers that demand a client certificate, met with `emconfig` and `ampconfig`."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from esatui.lab.keys import SeededKeys
from esatui.lab.partners.servers import SERVERS, ServerRow
from esatui.lab.partners.town import DOMAIN
from esatui.lab.partners.zone import write_lab
from esatui.lab.presented import LabHierarchy
from esatui.transcript.factory import open_factory
from state.clock import SystemClock
from state.errors import StateError
from state.model.certificates import CertificateProfile
from state.model.configuration import Draft
from tests.roles.people import typed

CLOCK = SystemClock()
PROFILE = "partner.com"


@pytest.fixture(scope="module")
def hierarchy() -> LabHierarchy:
    return LabHierarchy(SeededKeys(11), CLOCK)


def prepared(draft: Draft, hierarchy: LabHierarchy) -> Draft:
    """Trust the lab, and have a certificate of it."""
    root = hierarchy.root.certificate
    presented = hierarchy.named(("mail.example.com",))
    profile = CertificateProfile(
        certificate=presented.server.certificate.pem,
        key=presented.server.key.key_id,
        intermediates=tuple(each.pem for each in presented.chain),
    )
    profiles = {**draft.certificates.profiles, PROFILE: profile}
    draft = draft.write(
        authorities=replace(
            draft.authorities, custom_enabled=True, custom={root.fingerprint_sha256: root.pem}
        ),
        certificates=replace(draft.certificates, profiles=profiles),
    )
    return draft.with_key(presented.server.key.key_id, presented.server.key.pem)


def said(directory: Path, hierarchy: LabHierarchy, name: str, *lines: str) -> tuple[str, list[str]]:
    """Type `lines` while the server `name` runs; return what was shown, and whom it has met."""
    appliance = open_factory(directory, seed=1, moment=CLOCK.now(), clock=CLOCK)
    met: list[str] = []

    async def main() -> str:
        row = ServerRow(hierarchy, [name], greeted=lambda _, client: met.append(client))
        async with row:
            write_lab(directory, (), row.servers.values())
            shown, _ = await asyncio.to_thread(typed, appliance, "admin", lines)
            return shown

    with appliance.store:
        from state.store import Login

        login = Login(id="1", user="admin", remote="local", started=CLOCK.now())
        with appliance.store.begin(login, record=False) as candidate:
            candidate.update(prepared(candidate.draft, hierarchy))
            candidate.commit("prepared")
        return asyncio.run(main()), met


def setup(name: str, profile: str = PROFILE) -> str:
    return (
        f"emconfig setup --remote_host={name}.{DOMAIN} --certificate={profile} --authority=custom"
    )


def test_a_dlp_manager(hierarchy: LabHierarchy, tmp_path: Path) -> None:
    shown, met = said(tmp_path, hierarchy, "dlp", setup("dlp"), "emconfig test")
    assert "Connecting to 198.51.100.201 on port 20000.\n" in shown
    assert f"Peer certificate: CN=dlp.{DOMAIN}\n" in shown
    assert f'The server accepted the certificate "{PROFILE}".\n' in shown
    assert "Connection to the RSA Enterprise Manager succeeded.\n" in shown
    assert met == ["mail.example.com"]


@pytest.mark.parametrize(
    ("name", "profile", "reason"),
    [
        ("dlp", "Demo", 'The server refused the certificate "Demo": unknown ca.'),
        ("dlp-refusing", PROFILE, f'The server refused the certificate "{PROFILE}": unknown ca.'),
        ("dlp-expired", PROFILE, "Certificate verification failed: certificate has expired."),
        ("dlp-mismatch", PROFILE, "Certificate verification failed: hostname mismatch."),
    ],
)
def test_what_fails(
    hierarchy: LabHierarchy, tmp_path: Path, name: str, profile: str, reason: str
) -> None:
    shown, met = said(tmp_path, hierarchy, name, setup(name, profile), "emconfig", "test", "")
    assert f"{reason}\n\nConnection to the RSA Enterprise Manager failed.\n" in shown
    assert met == [] or reason.startswith("Certificate verification")
    log = (tmp_path / "logs" / "system_logs" / "system.current").read_text()
    assert f"RSA Enterprise Manager: {name}.{DOMAIN}:20000: {reason}" in log


def test_a_threat_grid_appliance(hierarchy: LabHierarchy, tmp_path: Path) -> None:
    lines = ["ampconfig", "setup", "y", "y", "advanced", "3", f"threatgrid.{DOMAIN}", "", PROFILE]
    lines += ["2", "test", "", "ampconfig test"]
    shown, met = said(tmp_path, hierarchy, "threatgrid", *lines)
    assert shown.count("Connection to the Threat Grid appliance succeeded.\n") == 2
    assert met == ["mail.example.com"] * 2


def test_every_server_has_a_name_and_a_fault(hierarchy: LabHierarchy) -> None:
    row = ServerRow(hierarchy)
    assert list(row.servers) == list(SERVERS)
    assert len({each.address for each in row.servers.values()}) == len(SERVERS)
    with pytest.raises(StateError, match='There is no partner "gone"'):
        ServerRow(hierarchy, ["gone"])
