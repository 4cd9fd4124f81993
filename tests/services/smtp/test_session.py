"""Replies, in the order and words of the reference."""

from __future__ import annotations

import pytest

from esatui.services.queue import QueueError
from tests.services.smtp.talk import Talk

EHLO = "250-mail.example.com\r\n250-8BITMIME\r\n250 SIZE 10485760\r\n"
TLS_FIRST = "530 #5.7.0 Must issue a STARTTLS command first\r\n"
NOT_RECOGNIZED = "500 #5.5.1 command not recognized\r\n"


def test_one_message() -> None:
    talk = Talk()
    assert talk.banner == "220 mail.example.com ESMTP\r\n"
    assert talk.say("EHLO sender.example.net") == EHLO
    assert talk.say("MAIL FROM:<a@example.net> SIZE=100 BODY=8BITMIME") == (
        "250 sender <a@example.net> ok\r\n"
    )
    assert talk.say("RCPT TO:<b@example.com>") == "250 recipient <b@example.com> ok\r\n"
    assert talk.say("DATA") == "354 go ahead\r\n"
    assert talk.say("Subject: x", "", "hello", ".") == "250 ok:  Message 1 accepted\r\n"
    assert talk.say("QUIT") == "221 mail.example.com\r\n"
    assert talk.closed
    (stored,) = talk.stored
    assert stored == (
        "a@example.net",
        ("b@example.com",),
        (
            b"Received: from mx.example.net (HELO sender.example.net) ([10.0.0.1])\r\n"
            b"  by mail.example.com with ESMTP; 20 May 2024 10:40:11 +0000\r\n"
            b"Subject: x\r\n\r\nhello\r\n"
        ),
    )
    assert talk.log == [
        "Start MID 1 ICID 9",
        "MID 1 ICID 9 From: <a@example.net>",
        "MID 1 ICID 9 RID 0 To: <b@example.com>",
        'MID 1 Subject "x"',
        "MID 1 ready 21 bytes from <a@example.net>",
        "MID 1 matched all recipients for per-recipient policy DEFAULT in the inbound table",
        "MID 1 interim verdict using engine: CASE spam negative",
        "MID 1 using engine: CASE spam negative",
        "MID 1 interim AV verdict using Sophos CLEAN",
        "MID 1 antivirus negative ",
        "MID 1 Outbreak Filters: verdict negative",
        "MID 1 queued for delivery",
    ]
    assert talk.toll.messages == [1]


def test_scanner_lines_follow_keys_and_policy() -> None:
    talk = Talk(antispam=False, antivirus=False, terms={"features": frozenset(), "relay": True})
    talk.begin()
    talk.say("Message-ID: <it's@x>", "", ".")
    assert talk.log[3:] == [
        'MID 1 Message-ID "<it\'s@x>"',
        'MID 1 Subject ""',
        "MID 1 ready 24 bytes from <a@example.net>",
        "MID 1 matched all recipients for per-recipient policy DEFAULT in the outbound table",
        "MID 1 queued for delivery",
    ]


def test_message_ids_are_kept_or_made() -> None:
    kept, made = Talk(terms={"add_message_id": True}), Talk(terms={"relay": True})
    kept.begin()
    kept.say("MESSAGE-ID:", " <1@x>", "", ".")
    assert kept.stored[0][2].endswith(b"+0000\r\nMESSAGE-ID:\r\n <1@x>\r\n\r\n")
    assert kept.log[3] == "MID 1 Message-ID '<1@x>'"
    made.begin()
    made.say("", "body", ".")
    identifier = b"Message-ID: <1.20240520104011.0000000000000007@mail.example.com>\r\n"
    assert made.stored[0][2].endswith(identifier + b"\r\nbody\r\n")


def test_a_message_without_header_stays_a_body() -> None:
    talk = Talk()
    talk.begin()
    talk.say("hello", "world: x", ".")
    assert talk.stored[0][2].endswith(b" +0000\r\n\r\nhello\r\nworld: x\r\n")
    talk.begin()
    talk.say(*["hello"] * 2000, ".")
    assert len(talk.stored) == 2


def test_helo_and_bare_lines() -> None:
    talk = Talk()
    assert talk.send(
        b"helo mx.example.net\nmail from: a@example.net\nrcpt to: b@example.com\n"
    ) == (
        "250 mail.example.com\r\n250 sender <a@example.net> ok\r\n"
        "250 recipient <b@example.com> ok\r\n"
    )
    talk.send(b"data\r\nx\r\n.\r\n")
    assert talk.stored[0][2].startswith(
        b"Received: from mx.example.net ([10.0.0.1])\r\n  by mail.example.com with SMTP; "
    )


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("EHLO", "501 #5.0.0 HELO requires domain address\r\n"),
        ("MAIL FROM:<a@example.net>", "503 #5.5.1 EHLO/HELO first\r\n"),
        ("RCPT TO:<b@example.com>", "503 #5.5.1 MAIL first\r\n"),
        ("DATA", "503 #5.5.1 MAIL first\r\n"),
        ("NOOP x", "250 ok\r\n"),
        ("RSET", "250 reset\r\n"),
        ("VRFY root", "252 cannot VRFY user, but will accept message\r\n"),
        ("AUTH PLAIN", NOT_RECOGNIZED),
        ("STARTTLS", NOT_RECOGNIZED),
        ("BDAT 3 LAST", NOT_RECOGNIZED),
        ("", NOT_RECOGNIZED),
        ("\xff\xfe", NOT_RECOGNIZED),
    ],
)
def test_at_the_begin(line: str, reply: str) -> None:
    assert Talk().say(line) == reply


def test_help_names_the_commands() -> None:
    reply = Talk().say("HELP")
    assert reply.startswith("214-DATA EHLO")
    assert reply.endswith("\r\n214 End of HELP\r\n")


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("MAIL FROM:<>", "250 sender <> ok\r\n"),
        ("MAIL FROM:<a>", "553 #5.5.4 Domain required for sender address\r\n"),
        ("MAIL FROM <a@b>", "501 #5.1.7 bad sender address\r\n"),
        ("MAIL FROM:<a@b\x01>", "501 #5.1.7 bad sender address\r\n"),
        ("MAIL FROM:<\xe4@b>", "501 #5.1.7 bad sender address\r\n"),
        ("MAIL FROM:<a@b> SIZE=10485761", "552 #5.3.4 message size exceeds limit\r\n"),
        ("MAIL FROM:<a@b> SIZE=-1", "501 #5.5.4 Syntax error in parameters\r\n"),
        ("MAIL FROM:<a@b> SIZE=" + "9" * 30, "501 #5.5.4 Syntax error in parameters\r\n"),
        ("MAIL FROM:<a@b> BODY=BINARYMIME", "501 #5.5.4 Syntax error in parameters\r\n"),
        ("MAIL FROM:<a@b> SMTPUTF8", "555 #5.5.4 Unsupported parameter\r\n"),
    ],
)
def test_senders(line: str, reply: str) -> None:
    talk = Talk()
    talk.say("EHLO x")
    assert talk.say(line) == reply


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("RCPT TO:<c@EXAMPLE.com>", "250 recipient <c@EXAMPLE.com> ok\r\n"),
        ("RCPT TO:<c@example.org>", "550 #5.1.0 Address rejected.\r\n"),
        ("RCPT TO:<c>", "553 #5.5.4 Domain required for recipient address\r\n"),
        ("RCPT TO:<>", "501 #5.1.3 bad recipient address\r\n"),
        ("RCPT TO:<c@example.com> NOTIFY=NEVER", "555 #5.5.4 Unsupported parameter\r\n"),
        ("MAIL FROM:<x@y>", "503 #5.5.1 nested MAIL command\r\n"),
        ("DATA", "503 #5.5.1 RCPT first\r\n"),
        ("DATA x", "501 #5.5.4 Syntax error (no parameters allowed)\r\n"),
    ],
)
def test_after_a_sender(line: str, reply: str) -> None:
    talk = Talk()
    talk.say("EHLO x", "MAIL FROM:<a@b>")
    assert talk.say(line) == reply


def test_rejected_recipients_are_logged_and_counted() -> None:
    talk = Talk()
    talk.say("EHLO x", "MAIL FROM:<a@b>", "RCPT TO:<c@example.org>", "RSET")
    assert talk.log[2:] == [
        "MID 1 ICID 9 To: <c@example.org> Rejected by RAT",
        "Message aborted MID 1 Receiving aborted",
        "Message finished MID 1 aborted",
    ]
    assert talk.toll.refused == [True]


def test_default_domain_and_postmaster() -> None:
    talk = Talk(accepts=["postmaster@mail.example.com"])
    talk.say("EHLO x", "MAIL FROM:<>")
    assert talk.say("RCPT TO:<Postmaster>") == "250 recipient <Postmaster@mail.example.com> ok\r\n"
    talk = Talk(terms={"default_domain": "example.com"})
    talk.say("EHLO x")
    assert talk.say("MAIL FROM:<a>") == "250 sender <a@example.com> ok\r\n"
    assert talk.say("RCPT TO:<b>") == "250 recipient <b@example.com> ok\r\n"


def test_limits_of_the_policy() -> None:
    talk = Talk(max_recipients=1, max_messages=1, max_message_size=100)
    assert talk.say("EHLO x").endswith("250 SIZE 100\r\n")
    talk.say("MAIL FROM:<a@b>", "RCPT TO:<b@example.com>")
    assert talk.say("RCPT TO:<c@example.com>") == "452 #4.5.3 Too many recipients\r\n"
    talk.say("DATA")
    assert talk.say("x" * 200, ".") == "552 #5.3.4 message size exceeds limit\r\n"
    assert talk.log[-3:] == [
        "ICID 9 Receiving Failed: Message size exceeds limit",
        "Message aborted MID 1 Receiving aborted",
        "Message finished MID 1 aborted",
    ]
    talk.say("MAIL FROM:<a@b>", "RCPT TO:<b@example.com>", "DATA")
    assert talk.say("x", ".") == "250 ok:  Message 2 accepted\r\n"
    assert talk.say("MAIL FROM:<a@b>") == "452 #4.5.3 Too many messages for this session\r\n"


def test_header_lines_and_hops() -> None:
    talk = Talk(terms={"header_lines": 3})
    talk.begin()
    assert talk.say("A: 1", "B: 2", "C: 3", "", "x", ".").startswith("250")
    talk.begin()
    assert (
        talk.say("A: 1", "B: 2", "C: 3", "D: 4", "", ".") == "554 #5.6.0 Too many header lines\r\n"
    )
    talk = Talk()
    talk.begin()
    assert talk.say(*["Received: x"] * 101, "", ".") == "554 #5.4.6 Too many hops\r\n"


def test_custom_banner() -> None:
    talk = Talk(accept_text=("Welcome", "ü\r\n"), accept_code=220)
    assert talk.banner == "220-mail.example.com ESMTP\r\n220-Welcome\r\n220 ???\r\n"


def test_bad_commands_end_the_session() -> None:
    talk = Talk()
    for _ in range(4):
        assert talk.say("NONSENSE") == NOT_RECOGNIZED
    assert not talk.closed
    assert talk.say("NONSENSE", "NOOP") == (
        NOT_RECOGNIZED + "421 Exceeded bad SMTP command limit, disconnecting.\r\n"
    )
    assert talk.closed


def test_starttls() -> None:
    talk = Talk(tls="preferred")
    assert talk.say("EHLO x").endswith("250-SIZE 10485760\r\n250 STARTTLS\r\n")
    assert talk.say("STARTTLS now") == "501 #5.5.4 Syntax error (no parameters allowed)\r\n"
    talk.say("MAIL FROM:<a@b>")
    talk.start_tls()
    assert talk.say("MAIL FROM:<a@b>") == "503 #5.5.1 EHLO/HELO first\r\n"
    assert talk.say("EHLO x") == EHLO
    assert talk.say("STARTTLS") == "503 #5.5.1 TLS already active\r\n"
    assert talk.begin() == (
        EHLO
        + "250 sender <a@example.net> ok\r\n250 recipient <b@example.com> ok\r\n354 go ahead\r\n"
    )
    talk.say("x", ".")
    assert b" with ESMTP/TLS/TLS_AES_256_GCM_SHA384; " in talk.stored[0][2]


def test_no_tls_to_offer() -> None:
    talk = Talk(tls="preferred")
    talk.session.receive(b"EHLO x\r\nSTARTTLS\r\nNOOP\r\n")
    talk.session.tls_refused()
    assert talk.session.output().endswith(
        b"454 TLS not available due to temporary reason\r\n250 ok\r\n"
    )


@pytest.mark.parametrize("level", ["required", "required_verify"])
def test_tls_required(level: str) -> None:
    talk = Talk(tls=level)
    assert talk.say("EHLO x").endswith("250 STARTTLS\r\n")
    assert talk.say("NOOP") == "250 ok\r\n"
    assert talk.say("RSET") == "250 reset\r\n"
    for line in ("HELO x", "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA", "VRFY x", "HELP"):
        assert talk.say(line) == TLS_FIRST
    assert talk.log == ["ICID 9 TLS was required but remote host did not initiate it"]
    talk.start_tls()
    assert talk.begin().endswith("354 go ahead\r\n")


@pytest.mark.parametrize(("auth", "refused"), [("preferred", False), ("required", True)])
def test_authentication_is_not_offered(auth: str, refused: bool) -> None:
    talk = Talk(smtp_auth=auth)
    assert "AUTH" not in talk.say("EHLO x")
    assert talk.say("AUTH PLAIN AGEAYg==").startswith("500")
    reply = talk.say("MAIL FROM:<a@b.example>")
    assert reply.startswith("530 #5.7.0 Authentication required" if refused else "250")
    rejected = "ICID 9 Address: <a@b.example> sender rejected, authentication required"
    assert (rejected in talk.log) == refused


def test_quit_needs_no_tls() -> None:
    assert Talk(tls="required").say("QUIT") == "221 mail.example.com\r\n"


def test_tls_for_some_senders() -> None:
    talk = Talk(tls="preferred", senders=["@Example.net", "boss@", "@.example.org"])
    talk.say("EHLO x")
    for sender in ("a@example.NET", "boss@x.example", "a@b.example.org"):
        assert talk.say(f"MAIL FROM:<{sender}>") == TLS_FIRST
    assert talk.log[0] == "ICID 9 Address: <a@example.NET> sender rejected, TLS required"
    assert talk.say("MAIL FROM:<a@example.org>").startswith("250")
    talk.say("RSET")
    talk.start_tls()
    talk.say("EHLO x")
    assert talk.say("MAIL FROM:<a@example.net>").startswith("250")


@pytest.mark.parametrize(
    ("exists", "reply", "reason"),
    [
        (True, "250 sender <a@b.example> ok\r\n", None),
        (
            False,
            "553 #5.1.8 Domain of sender address does not exist\r\n",
            "envelope sender domain does not exist",
        ),
        (
            None,
            "451 #4.1.8 Domain of sender address cannot be resolved now\r\n",
            "envelope sender domain could not be resolved",
        ),
    ],
)
def test_sender_verification(exists: bool | None, reply: str, reason: str | None) -> None:
    talk = Talk(sender_verification=True, exists=exists)
    talk.say("EHLO x")
    assert talk.say("MAIL FROM:<a@b.example>") == reply
    if reason is not None:
        assert talk.log == [f"ICID 9 Address: <a@b.example> sender rejected, {reason}"]
        assert talk.say("MAIL FROM:<>") == "250 sender <> ok\r\n"


@pytest.mark.parametrize(
    ("exists", "reply"),
    [
        (True, "250 recipient <b@example.com> ok\r\n"),
        (False, "550 #5.1.0 Address rejected.\r\n"),
        (None, "451 #4.3.0 recipient cannot be checked now\r\n"),
    ],
)
def test_accept_query(exists: bool | None, reply: str) -> None:
    talk = Talk(exists=exists, terms={"asks_recipients": True})
    talk.say("EHLO x", "MAIL FROM:<a@b>")
    assert talk.say("RCPT TO:<b@example.com>") == reply
    assert [ask.address for ask in talk.asked] == ["b@example.com"]


def test_the_queue_does_not_take_it() -> None:
    talk = Talk()
    talk.error = QueueError("no room", full=True)
    talk.begin()
    assert talk.say("x", ".") == "452 #4.3.1 queue full\r\n"
    assert talk.log[-1] == "Message finished MID 1 aborted"
    talk.error = QueueError("broken")
    talk.begin()
    assert talk.say("x", ".") == "451 #4.3.0 temporary system problem\r\n"
    talk.error, talk.full = None, True
    talk.say("EHLO x")
    assert talk.say("MAIL FROM:<a@b>") == "452 #4.3.1 queue full\r\n"


def test_receiving_is_suspended_in_between() -> None:
    talk = Talk()
    talk.say("EHLO x")
    talk.suspended = True
    assert talk.say("MAIL FROM:<a@b>").startswith("421 ")
    assert talk.closed


def test_commands_that_come_too_early_wait_their_turn() -> None:
    talk = Talk(store=False)
    talk.session.receive(
        b"EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<b@example.com>\r\nDATA\r\nx\r\n.\r\nMAIL FROM:<c@d>\r\n"
    )
    assert talk.session.output().endswith(b"354 go ahead\r\n")
    talk.session.receive(b"QUIT\r\n")
    assert talk.session.output() == b""
    talk.session.stored(None)
    assert talk.session.output() == (
        b"250 ok:  Message 1 accepted\r\n250 sender <c@d> ok\r\n221 mail.example.com\r\n"
    )


def test_a_connection_that_breaks_while_a_message_is_stored() -> None:
    talk = Talk(store=False)
    talk.begin()
    talk.session.receive(b"x\r\n.\r\n")
    talk.session.end(b"421 time\r\n")
    talk.session.lost()
    talk.session.stored(None)
    assert talk.log[-1] == "MID 1 queued for delivery"
    assert not [line for line in talk.log if "aborted" in line]


def test_a_connection_that_breaks_before() -> None:
    talk = Talk()
    talk.begin()
    talk.send(b"half")
    talk.session.lost()
    assert talk.log[-2:] == [
        "Message aborted MID 1 Receiving aborted",
        "Message finished MID 1 aborted",
    ]


def test_limits_over_connections() -> None:
    talk = Talk()
    talk.say("EHLO x", "MAIL FROM:<a@b>")
    talk.toll.refusal = b"452 #4.5.3 Too many recipients received this hour\r\n"
    assert talk.say("RCPT TO:<b@example.com>").startswith("452 #4.5.3 Too many recipients received")
