"""Response injection: what a remote puts into its replies stays text, in the log and in reports."""

from __future__ import annotations

import asyncio
import email
import re
from email.message import Message
from pathlib import Path
from typing import cast

import pytest

from esatui.lab.partners.town import DOMAIN, Town
from tests.services.delivery.hostile import DOMAIN as EVIL
from tests.services.delivery.hostile import converse, hostile
from tests.services.delivery.remote import Remote
from tests.services.delivery.test_service import GOOD
from tests.services.delivery.world import hierarchy, world

FORGED = b"Mon Jan  5 10:15:32 2026 Info: Message done DCID 1 MID 1 to RID [0] "
POISON = b"x\r" + FORGED + b"\x1b[2J\x00\xc2\x85\xe2\x80\xa8Action: delivered\xff'\"]"
KNOWN = re.compile(
    r"New SMTP DCID|DCID \d+|Connection Error: DCID|Delivery start DCID|Delayed: DCID|Bounced: DCID"
    r"|Message (done|finished)|MID \d+|Start MID"
)


def said(code: int) -> bytes:
    """Return a reply of two lines that are full of harm."""
    return b"%d-%s\r\n%d %s\r\n" % (code, POISON, code, POISON)


async def play(directory: Path, **replies: bytes) -> tuple[list[str], list[bytes], list[str]]:
    """Send a message to a host with these replies.

    Returns the lines of the log, the bounces that came, and what `hoststatus` shows.
    """

    async def script(remote: Remote) -> None:
        await remote.says(replies.pop("GREETING", b"220 evil\r\n"))
        await converse(remote, [], **replies)

    town = Town(hierarchy(), [GOOD])
    async with town, world(directory, town) as here, hostile(here, script):
        await here.send(f"a@{EVIL}", sender=f"joe@{GOOD}.{DOMAIN}")
        await here.lines.until(lambda lines: any(ended(line) for line in lines))
        if any("Bounced" in line for line in here.lines.of()):
            await here.lines.containing("Message finished", 2)
        host = here.engine.counters.host(EVIL)
        return (
            [text for _, text in here.lines.written],
            [each.content for each in town.receipts()],
            [str(host.last_5xx)],
        )


def ended(line: str) -> bool:
    return "pending till" in line or line == "Message finished MID 1 done"


@pytest.mark.parametrize("code", [250, 451, 554])
@pytest.mark.parametrize("where", ["GREETING", "EHLO", "MAIL", "RCPT", "DATA", "END"])
def test_text_of_replies_stays_text(tmp_path: Path, where: str, code: int) -> None:
    code = {("GREETING", 250): 220, ("DATA", 250): 354}.get((where, code), code)
    lines, bounces, shown = asyncio.run(play(tmp_path / "a", **{where: said(code)}))
    for line in lines:
        assert KNOWN.match(line), line
    for text in (*lines, *shown):
        assert text.isprintable(), text
    # It is there to be read, all the same, wherever the reply decided something.
    # After EHLO was refused for good comes HELO.
    decisive = (code >= 400 or where == "END") and (where, code) != ("EHLO", 554)
    assert any("Action: delivered" in line for line in lines) is decisive
    assert len(bounces) == (code == 554 and where in ("MAIL", "RCPT", "DATA", "END"))
    for each in bounces:
        check_report(each)


def check_report(content: bytes) -> None:
    """The report says that the message failed, once, in fields that nobody else has written."""
    assert b"\x1b" not in content
    assert b"\x00" not in content
    report = email.message_from_bytes(content)
    _, status, _ = cast("list[Message]", report.get_payload())
    _, recipient = cast("list[Message]", status.get_payload())
    assert recipient.get_all("Action") == ["failed"]
    assert recipient["Final-Recipient"] == f"rfc822; a@{EVIL}"
    assert {name.lower() for name in recipient} <= {
        *("final-recipient", "action", "status", "remote-mta", "diagnostic-code"),
        *("last-attempt-date", "original-recipient"),
    }
