"""Anything at all in place of commands: every reply is a whole one, and nothing breaks."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.services.smtp.talk import Talk

REPLY = re.compile(r"(\d{3})(?:-[ -~]*\r\n\1)*[ -][ -~]*\r\n|354 go ahead\r\n")
VERBS = ["EHLO x", "HELO x", "MAIL FROM:<a@b.example>", "MAIL FROM:<>", "RCPT TO:<b@example.com>"]
VERBS += ["DATA", "RSET", "NOOP", "QUIT", "STARTTLS", "VRFY x", ".", "Subject: x", "", "HELP"]

line = st.one_of(
    st.sampled_from(VERBS).map(str.encode),
    st.binary(max_size=60),
    st.builds(
        lambda verb, rest: verb.encode() + rest, st.sampled_from(VERBS), st.binary(max_size=20)
    ),
    st.text(alphabet='MAILFROMRCPTO:<>@,."\\ \t\x00ab[]', max_size=60).map(str.encode),
)
end = st.sampled_from([b"\r\n", b"\n", b"\r", b"\r\n.\r\n", b""])


@given(
    st.lists(st.tuples(line, end), max_size=25), st.sampled_from(["off", "preferred", "required"])
)
@settings(max_examples=300, deadline=None)
def test_any_input(lines: list[tuple[bytes, bytes]], level: str) -> None:
    talk = Talk(tls=level, accepts=["ALL"])
    replies = ""
    for text, ending in lines:
        replies += talk.send(text + ending)
    assert REPLY.sub("", replies) == ""
    for each in talk.log:
        assert each.isprintable() or "Subject" in each or "Message-ID" in each
    talk.session.lost()
    started = [each for each in talk.log if each.startswith("Start MID")]
    ended = [each for each in talk.log if each.endswith((" queued for delivery", " aborted"))]
    finished = [each for each in ended if "Receiving aborted" not in each]
    assert len(started) == len(finished)
    for sender, recipients, _ in talk.stored:
        for address in (sender, *recipients):
            assert re.fullmatch(r"[!-~ ]*", address)
            assert not re.search(r"[\r\n]", address)
