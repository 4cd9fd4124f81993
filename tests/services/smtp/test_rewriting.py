"""Domain maps and masquerading, in sessions."""

from __future__ import annotations

from state.model.listeners import AddressRewrite
from state.rewriting import Rewriter
from tests.services.smtp.talk import Talk

MAP = Rewriter({".old.example": AddressRewrite(to="example.com")})
MASQUERADE = Rewriter({"@.example.net": AddressRewrite(to="@example.net")}, prefix="@")
HEADER = "From: a@host.example.net\r\nTo: b@host.example.net\r\n"
PARTS = frozenset({"envelope sender", "from"})


def send(talk: Talk, header: str = HEADER) -> tuple[str, tuple[str, ...], bytes]:
    talk.say("EHLO me", "MAIL FROM:<a@host.example.net>", "RCPT TO:<b@x.old.example>", "DATA")
    talk.send(f"{header}\r\nFrom: c@host.example.net\r\n.\r\n".encode())
    (stored,) = talk.stored
    return stored


def test_recipients_are_mapped_before_they_are_judged() -> None:
    sender, recipients, _ = send(Talk(terms={"domain_map": MAP}))
    assert (sender, recipients) == ("a@host.example.net", ("b@example.com",))


def test_senders_are_masqueraded_where_that_is_configured() -> None:
    terms = {"domain_map": MAP, "masquerade": MASQUERADE, "masqueraded": PARTS}
    sender, _, content = send(Talk(terms=terms))
    assert sender == "a@example.net"
    assert content.endswith(
        b"\r\nFrom: a@example.net\r\nTo: b@host.example.net\r\n\r\nFrom: c@host.example.net\r\n"
    )


def test_a_table_alone_changes_nothing() -> None:
    sender, _, content = send(Talk(terms={"domain_map": MAP, "masquerade": MASQUERADE}))
    assert sender == "a@host.example.net"
    assert HEADER.encode() in content


def test_a_header_that_is_too_large_stays() -> None:
    terms = {
        "domain_map": MAP,
        "masquerade": MASQUERADE,
        "masqueraded": PARTS,
        "header_lines": 0,
    }
    sender, _, content = send(Talk(terms=terms), HEADER + f"X: {'y' * 900}\r\n" * 200)
    assert sender == "a@example.net"
    assert HEADER.encode() in content
