"""What lines are about, and which belong to one message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.logs.story import About, Found, Story, about, found_in, text_of

TIME = "Mon May 20 10:40:11 2024"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("New SMTP ICID 5 interface Management (192.168.42.42) address 10.0.0.1", About((), 5)),
        ("ICID 5 TLS success protocol TLSv1.3 cipher TLS_AES_256_GCM_SHA384", About((), 5)),
        ("ICID 5 close", About((), 5)),
        ("Start MID 14 ICID 5", About((14,), 5)),
        ("MID 14 ICID 5 From: <a@example.com>", About((14,), 5)),
        ("MID 14 ICID 5 RID 0 To: <b@example.net>", About((14,), 5)),
        ('MID 14 Subject "MID 15 ICID 6"', About((14,))),
        ("MID 14 queued for delivery", About((14,))),
        ("Message finished MID 14 done", About((14,))),
        ("Message aborted MID 14 Dropped by CASE", About((14,))),
        ("New SMTP DCID 9 interface 192.168.42.42 address 10.0.0.1 port 25", About((), None, 9)),
        ("Delivery start DCID 9 MID 14 to RID [0]", About((14,), None, 9)),
        ("Message done DCID 9 MID 14 to RID [0] ", About((14,), None, 9)),
        ("MID 14 RID [0] Response '2.0.0 Ok: queued as MID 15'", About((14,))),
        ("Delayed: DCID 9 MID 14 to RID 0 - 4.1.0 - Unknown address error", About((14,), None, 9)),
        ("MID 14 to RID [0] pending till Mon May 20 10:40:11 2024", About((14,))),
        ("Bounced: DCID 0 MID 14 to RID 0 - 5.4.7 - Delivery expired", About((14,), None, 0)),
        ("Double bounce: MID 14 to RID 0 - 5.4.7 - Delivery expired", About((14,))),
        ("MID 15 was generated for bounce of MID 14", About((15, 14))),
        ("MID 14 was split creating MID 15 due to policies", About((14, 15))),
        ("MID 14 rewritten to MID 15 by antispam", About((14, 15))),
        ("Connection Error: DCID 9 domain: MID IP: 10.0.0.1 port: 25", About((), None, 9)),
        ("DCID 9 IP 10.0.0.1 TLS was required", About((), None, 9)),
        ("ICID 5 Address: <MID 15@x> sender rejected, TLS required", About((), 5)),
        ("A System/Warning alert was sent to MID 14", About()),
        ("PID 1: User admin commit changes: MID 14", About()),
        ("MID x", About()),
        ("MID " + "9" * 50, About()),
        ("", About()),
    ],
)
def test_what_a_line_is_about(text: str, expected: About) -> None:
    assert about(text) == expected


def test_a_line_without_a_head_says_nothing() -> None:
    assert text_of("MID 14 queued for delivery") == ""
    assert text_of(f"{TIME} Info: MID 14 queued") == "MID 14 queued"
    assert text_of(f"{TIME} Critical: x: y") == "x: y"


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("MID 14 ICID 5 From: <a@example.com>", "from", "a@example.com"),
        ("MID 14 ICID 0 From: <>", "from", ""),
        ("MID 14 ICID 5 RID 3 To: <b@example.net>", "to", "b@example.net"),
        ("MID 14 Message-ID '<x@y>'", "message-id", "<x@y>"),
        ('MID 14 Message-ID "<x\'@y>"', "message-id", "<x'@y>"),
        ('MID 14 Subject "He said \\"Hi\\""', "subject", 'He said \\"Hi\\"'),
    ],
)
def test_messages_are_found(text: str, kind: str, value: str) -> None:
    assert found_in(f"{TIME} Info: {text}", kind) == Found(14, TIME, value)
    others = {"from", "to", "message-id", "subject"} - {kind}
    assert all(found_in(f"{TIME} Info: {text}", other) is None for other in others)


def test_what_is_quoted_is_no_message() -> None:
    line = f'{TIME} Info: MID 14 Subject "MID 15 ICID 5 From: <a@example.com>"'
    assert found_in(line, "from") is None


def test_lines_of_a_connection_that_are_about_others() -> None:
    lines = [
        "New SMTP ICID 5 interface Management",
        "Start MID 14 ICID 5",
        "MID 14 ICID 5 From: <a@example.com>",
        "Start MID 15 ICID 5",
        "MID 15 ICID 5 From: <a@example.com>",
        "ICID 5 close",
        "New SMTP DCID 9 interface",
        "Delivery start DCID 9 MID 14 to RID [0]",
        "Delivery start DCID 9 MID 15 to RID [0]",
        "DCID 9 close",
        "Start MID 16 ICID 0",
        "MID 16 was generated for bounce of MID 14",
        "Start MID 17 ICID 0",
        "New SMTP ICID 55 interface Management",
    ]
    full = [f"{TIME} Info: {line}" for line in lines]
    story = Story(14)
    for line in full:
        story.learn(line)
    told = [text_of(line) for line in full if story.tells(line)]
    assert told == [lines[index] for index in (0, 1, 2, 5, 6, 7, 9, 11)]


@given(st.text())
def test_any_text(text: str) -> None:
    about(text)
    text_of(text)
    found_in(text, "subject")
