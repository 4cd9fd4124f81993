"""CERTIFICATE: what a transcript cannot show."""

from __future__ import annotations

from pathlib import Path

import pytest

from esatui.appliance import Appliance
from esatui.commands.certconfig.certificates import menu
from esatui.requests import BLOCK_LIMIT, Block, ReadLine, ReadSecret, Work
from esatui.session import Session
from state.certificates import PrivateKey
from tests.commands.certconfig.conversation import Talk
from tests.state.certificates.authority import issue, leaf

ROOT = issue("Example Root")
SERVER = leaf("mail.example.com", ROOT)
SUBJECT = ("mail.example.com", "", "Example", "Org", "San Francisco", "CA", "US")
NEW = ("new", "", "partner.com", *SUBJECT, "")
PASTED = ("paste", "partner.com", "", SERVER.certificate.pem, SERVER.private_key.pem, "")


def test_making_a_key_is_work_that_holds_up_nobody(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    rsa = session.appliance.key_maker.rsa

    def recorded(bits: int) -> PrivateKey:
        made.append(bits)
        return rsa(bits)

    monkeypatch.setattr(session.appliance.key_maker, "rsa", recorded)
    talk = Talk(session, menu.run)
    talk.answer(*NEW)
    talk.give("3")
    assert talk.waits_for(Work)
    assert made == []
    talk.work()
    assert made == [4096]
    assert talk.waits_for(ReadLine)


def test_reading_and_writing_pkcs12_is_work(session: Session, appliance: Appliance) -> None:
    talk = Talk(session, menu.run)
    talk.answer(*PASTED, "export", "", "partner.p12", "secret")
    talk.give("secret")
    assert talk.waits_for(Work)
    talk.answer("import", "second", "partner.p12", "")
    assert talk.waits_for(ReadSecret)
    talk.give("secret")
    assert talk.waits_for(Work)
    talk.work()
    assert "second" in session.draft.certificates.profiles


def test_an_uncommitted_key_is_in_no_file(session: Session, appliance: Appliance) -> None:
    before = sorted((appliance.store.directory / "keys").iterdir())
    talk = Talk(session, menu.run)
    talk.answer(*NEW, "1", "n")
    profile = session.draft.certificates.profiles["partner.com"]
    secret = session.candidate.private_key(profile.key).split("\n")[1]
    assert sorted((appliance.store.directory / "keys").iterdir()) == before
    files = [path for path in appliance.store.directory.rglob("*") if path.is_file()]
    assert [path for path in files if secret.encode() in path.read_bytes()] == []
    session.candidate.commit("partner.com")
    holding = [
        path
        for path in appliance.store.directory.rglob("*")
        if path.is_file() and secret.encode() in path.read_bytes()
    ]
    assert [path.parent.name for path in holding] == ["keys"]


@pytest.mark.parametrize(
    "block",
    [
        Block("x" * BLOCK_LIMIT, truncated=True),
        Block(SERVER.certificate.pem, truncated=True),
        Block("A" * BLOCK_LIMIT),
        Block("-----BEGIN CERTIFICATE-----\n" * 37_000),
        Block(SERVER.certificate.pem * 101),
        Block(""),
        Block("\n\n"),
        Block("\x00\x01\udcff\udc80"),
        Block("-----BEGIN CERTIFICATE-----\n가나다\n-----END CERTIFICATE-----\n"),
        Block("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
    ],
    ids=range(10),
)
def test_a_paste_that_is_no_certificate(session: Session, written: list[str], block: Block) -> None:
    before = session.draft
    talk = Talk(session, menu.run)
    talk.answer("paste", "partner.com", "")
    talk.give(block)
    talk.answer("paste", "partner.com", "", SERVER.certificate.pem)
    talk.give(block)
    text = "".join(written)
    assert text.count("\nInvalid certificate...discarding\n") == 1
    assert text.count("\nInvalid private key ...discarding\n") == 1
    assert session.draft == before
    assert not session.candidate.pending


def test_questions_complete_names_of_files_and_profiles(
    session: Session, appliance: Appliance
) -> None:
    directory = appliance.configuration_directory
    directory.mkdir(exist_ok=True)
    for name in ("b.p12", "a.p12", ".hidden"):
        (directory / name).touch()
    talk = Talk(session, menu.run)
    talk.answer(*PASTED, "edit")
    found = [talk.completions]
    talk.answer("", "", "", "import")
    found.append(talk.completions)
    talk.answer("other")
    found.append(talk.completions)
    directory.rename(directory.with_name("gone"))
    found.append(talk.completions)
    assert found == [("partner.com",), ("partner.com",), ("a.p12", "b.p12"), ()]


def test_answers_that_are_not_text(session: Session, written: list[str]) -> None:
    talk = Talk(session, menu.run)
    talk.answer("new", "", "p\udcff", "\x1b[31m", "partner.com", "mail\udcff", "메일.한국")
    text = "".join(written)
    assert text.count("Symbols are not allowed in the certificate profile name.") == 2
    assert text.count("Common Name must consist of printable ASCII characters.") == 2


def test_passphrases_that_are_not_text(session: Session, written: list[str]) -> None:
    talk = Talk(session, menu.run)
    talk.answer(*PASTED, "export", "", "a.p12", "\udcff", "\udcff")
    talk.answer("export", "", "a.p12", "secret", "secret", "import", "x", "a.p12", "", "\udcff")
    text = "".join(written)
    assert "\nThe passphrase contains invalid characters.\n" in text
    assert (
        "\nError: the PKCS#12 file could not be read. Check the file and the pass phrase.\n" in text
    )


def test_an_export_that_cannot_be_written(
    session: Session, appliance: Appliance, written: list[str]
) -> None:
    directory = appliance.configuration_directory
    if directory.exists():
        directory.rmdir()
    Path(directory).write_text("in the way")
    before = session.draft
    talk = Talk(session, menu.run)
    talk.answer(*PASTED, "export", "", "partner.p12", "secret", "secret")
    assert 'Error: the file "partner.p12" could not be written: ' in "".join(written)
    assert "exported" not in "".join(written)
    assert set(session.draft.certificates.profiles) - set(before.certificates.profiles) == {
        "partner.com"
    }


def test_a_passphrase_is_never_written(
    session: Session, appliance: Appliance, written: list[str]
) -> None:
    talk = Talk(session, menu.run)
    talk.answer(*PASTED, "export", "", "partner.p12", "correct horse", "correct horse")
    talk.answer("import", "x", "partner.p12", "", "battery staple")
    text = "".join(written)
    assert "horse" not in text
    assert "staple" not in text
    files = [path for path in appliance.store.directory.rglob("*") if path.is_file()]
    assert [path for path in files if b"horse" in path.read_bytes()] == []
