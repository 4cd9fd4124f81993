"""What is not as it was asked for, and is taken nevertheless, with a line where peers may object."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from tests.state.certificates.authority import NOW, YEAR, Issued, Wish, issue, leaf
from tests.wrong_input.typing_person import Typed, prepared

ROOT = issue("Example Root")
GOOD = leaf("mail.example.com", ROOT)


def taken(directory: Path, *blocks: Typed) -> str:
    """PASTE a profile; return what was shown, when it is there."""
    with prepared(directory) as (_, person):
        lines: list[Typed] = ["certconfig", "certificate", "paste", "new.com", ""]
        for block in blocks:
            lines += [block, "."]
        shown = person.type(*lines, "", "", "")
        assert "new.com" in person.session.draft.certificates.profiles
        assert person.session.candidate.pending
    return shown


@pytest.mark.parametrize(
    "block",
    [
        base64.encodebytes(GOOD.certificate.der),
        base64.b64encode(GOOD.certificate.der),
        GOOD.certificate.pem.replace("\n", "\r\n"),
        "Bag Attributes\n    localKeyID: 01\n" + GOOD.certificate.pem,
        GOOD.certificate.pem + GOOD.private_key.pem,
        "\n\n" + GOOD.certificate.pem + "\n\n",
    ],
    ids=["lines of base64", "one line", "CR LF", "attributes", "with its key", "blank lines"],
)
def test_forms_of_a_certificate(tmp_path: Path, block: Typed) -> None:
    taken(tmp_path / "state", block, GOOD.private_key.pem)


def test_der_where_pem_is_usual(tmp_path: Path) -> None:
    with prepared(tmp_path / "state") as (appliance, person):
        (appliance.configuration_directory / "root.der").write_bytes(ROOT.certificate.der)
        lines = ("certconfig", "certauthority", "custom", "import", "root.der", "", "", "", "")
        assert "1 certificate authorities imported." in person.type(*lines)
        assert list(person.session.draft.authorities.custom) == [
            ROOT.certificate.fingerprint_sha256
        ]


def warned(issued: Issued) -> Sequence[str]:
    return (issued.certificate.pem, issued.private_key.pem)


@pytest.mark.parametrize(
    ("issued", "line"),
    [
        (
            leaf("old.example.com", ROOT, Wish(ca=False, end=NOW - timedelta(days=1))),
            "Warning: The certificate expired on 19 May 2024 12:00:00 GMT.",
        ),
        (
            leaf("new.example.com", ROOT, Wish(ca=False, start=NOW + YEAR, end=NOW + 2 * YEAR)),
            "Warning: The certificate is not valid before 20 May 2025 12:00:00 GMT.",
        ),
    ],
    ids=["expired", "not yet valid"],
)
def test_what_is_warned_about(tmp_path: Path, issued: Issued, line: str) -> None:
    assert f"\n{line}\n" in taken(tmp_path / "state", *warned(issued))
