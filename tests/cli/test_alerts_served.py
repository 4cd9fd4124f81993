"""From `alertconfig` and `certconfig` to a mail at another host, through the whole appliance."""

from __future__ import annotations

import asyncio
from pathlib import Path

from esatui.lab.keys import SeededKeys
from esatui.lab.partners.receipt import Receipt
from esatui.lab.partners.town import DOMAIN, Town
from esatui.lab.partners.zone import write_lab
from esatui.lab.presented import LabHierarchy
from state.clock import SystemClock
from state.settings import FILE_NAME
from tests.cli.program import run
from tests.cli.test_serve_services import served

ADMIN = f"admin@valid-p256.{DOMAIN}"
ANSWERS = (
    "alertconfig", "new", ADMIN, "1", "1", "",
    "certconfig", "certificate", "new", "", "short", "mail.example.com", "", "Example", "Org",
    "City", "State", "KR", "5", "", "n", "", "", "",
    "commit", "short", "",
)  # fmt: skip
TEXT = 'Your "short" certificate will expire in under 5 day(s).'


def test_a_certificate_that_expires_soon_is_told_by_mail(state: Path) -> None:
    settings = state / FILE_NAME
    settings.write_text(settings.read_text().replace("\n# ports = ", "\nports = "))
    arrived = asyncio.Event()
    mails: list[Receipt] = []

    def took(receipt: Receipt) -> None:
        mails.append(receipt)
        arrived.set()

    def operate() -> None:
        done = run("--state", state, stdin="".join(f"{line}\n" for line in ANSWERS).encode())
        assert "\nChanges committed: " in done.stdout, done.stdout[-2000:]

    async def main() -> None:
        hierarchy = LabHierarchy(SeededKeys(9), SystemClock())
        async with Town(hierarchy, ["valid-p256"], took=took) as town:
            write_lab(state, town.partners.values())
            with served(state) as server:
                await asyncio.to_thread(operate)
                async with asyncio.timeout(60):
                    await arrived.wait()
                # What is due is due once, whatever happens to the server.
                await asyncio.to_thread(server.end)
            with served(state) as server:
                await asyncio.to_thread(server.end)

    asyncio.run(main())
    (mail,) = mails
    assert (mail.sender, mail.recipients) == ("alert@mail.example.com", (ADMIN,))
    subject = f"Subject: Warning <System> mail.example.com: {TEXT}\r\n"
    assert subject.encode() in mail.content
    assert done(state, "mail_logs", f'alert was sent to {ADMIN} with subject "')
    assert done(state, "system_logs", f"Warning: {TEXT}")


def done(state: Path, log: str, text: str) -> bool:
    """Whether exactly one line of a log has this text."""
    files = (state / "logs" / log).iterdir()
    lines = [line for path in files for line in path.read_text().splitlines()]
    return sum(text in line for line in lines) == 1
