"""`esatui ca`, judged by openssl."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from esatui.cli import main


def openssl(*words: object) -> str:
    command = ["openssl", *map(str, words)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def state(tmp_path: Path) -> Path:
    (tmp_path / "state").mkdir()
    return tmp_path / "state"


def ca(state: Path, *words: object) -> int:
    return main(["ca", "--state", str(state), *map(str, words)])


def request(directory: Path) -> Path:
    path = directory / "request.csr"
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    subject = ("-subj", "/CN=mail.example.com", "-addext", "subjectAltName=DNS:mail.example.com")
    openssl("req", "-new", *key, "-keyout", directory / "key", *subject, "-out", path)
    return path


def test_root_to_revocation(state: Path, tmp_path: Path) -> None:
    signed, crl, chain = tmp_path / "signed.pem", tmp_path / "list.crl", tmp_path / "list.pem"
    assert ca(state, "root", "practice", "--cn", "Practice Root") == 0
    assert ca(state, "intermediate", "issuing", "--issuer", "practice") == 0
    assert ca(state, "sign", request(tmp_path), "--issuer", "issuing", "--out", signed) == 0
    root, issuing = state / "lab" / "practice.pem", state / "lab" / "issuing.pem"
    verify = ("verify", "-purpose", "sslserver", "-CAfile", root, "-untrusted", issuing)
    assert "OK" in openssl(*verify, signed)
    assert "mail.example.com" in openssl("x509", "-in", signed, "-noout", "-ext", "subjectAltName")
    assert ca(state, "revoke", signed, "--issuer", "issuing") == 0
    assert ca(state, "crl", "--issuer", "issuing", "--out", crl) == 0
    openssl("crl", "-inform", "DER", "-in", crl, "-out", chain)
    with pytest.raises(subprocess.CalledProcessError) as caught:
        openssl(*verify, "-crl_check", "-CRLfile", chain, signed)
    assert "certificate revoked" in caught.value.stderr


def test_keys_are_private(state: Path) -> None:
    ca(state, "root", "practice")
    assert (state / "lab").stat().st_mode & 0o777 == 0o700
    assert (state / "lab" / "practice.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["root", "../x"], '"../x" is no name for an authority'),
        (["intermediate", "x", "--issuer", "gone"], 'There is no authority "gone"'),
        (["sign", "/nowhere", "--issuer", "practice"], "/nowhere: No such file or directory"),
        (["root", "practice"], 'There is an authority "practice"'),
    ],
)
def test_mistakes(
    words: list[str], reason: str, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ca(state, "root", "practice")
    assert ca(state, *words) == 1
    assert reason in capsys.readouterr().err


def test_list(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ca", "list", "--state", str(state)]) == 0
    ca(state, "root", "practice")
    ca(state, "intermediate", "issuing", "--issuer", "practice")
    capsys.readouterr()
    assert ca(state, "list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("issuing: issuing, signed by")
    assert lines[1].startswith("practice: practice, root, valid until ")


def test_what_another_signed_is_not_revoked(
    state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ca(state, "root", "one")
    ca(state, "root", "two")
    ca(state, "sign", request(tmp_path), "--issuer", "one", "--out", tmp_path / "signed.pem")
    assert ca(state, "revoke", tmp_path / "signed.pem", "--issuer", "two") == 1
    assert 'The certificate was not signed by "two".' in capsys.readouterr().err
