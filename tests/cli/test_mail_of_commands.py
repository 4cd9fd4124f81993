"""Mail that a command sends, from ssh to another host, and what the logs say of it."""

from __future__ import annotations

import asyncio
import email
from email.policy import SMTP
from pathlib import Path

from esatui.lab.keys import SeededKeys
from esatui.lab.partners.receipt import Receipt
from esatui.lab.partners.town import DOMAIN, Town
from esatui.lab.partners.zone import write_lab
from esatui.lab.presented import LabHierarchy
from esatui.ssh.server import Address
from state.clock import SystemClock
from state.factory import ADMIN_PASSPHRASE
from state.settings import FILE_NAME
from tests.cli.test_alerts_served import done
from tests.cli.test_serve_services import Served, served
from tests.ssh.clients import Clients

OPERATOR = f"operator@valid-p256.{DOMAIN}"


def ssh(server: Served, directory: Path, command: str) -> tuple[int, str]:
    """Run a command over ssh as admin; return its status and output."""
    host, _, port = server.addresses["ssh"].rpartition(":")
    clients = Clients(Address(host, int(port)), directory, directory / "none")
    ran = clients.ssh(command, environment=clients.with_passphrase(ADMIN_PASSPHRASE))
    return ran.returncode, ran.stdout.decode()


def test_mailconfig_sends_the_saved_configuration(state: Path, tmp_path: Path) -> None:
    settings = state / FILE_NAME
    settings.write_text(settings.read_text().replace("\n# ports = ", "\nports = "))
    arrived = asyncio.Event()
    mails: list[Receipt] = []

    def took(receipt: Receipt) -> None:
        mails.append(receipt)
        arrived.set()

    async def main() -> None:
        hierarchy = LabHierarchy(SeededKeys(9), SystemClock())
        async with Town(hierarchy, ["valid-p256"], took=took) as town:
            write_lab(state, town.partners.values())
            with served(state) as server:
                said = await asyncio.to_thread(ssh, server, tmp_path, f"mailconfig {OPERATOR} 3")
                sent = f"\nThe configuration file has been sent to {OPERATOR}.\n"
                assert said == (0, sent)
                async with asyncio.timeout(60):
                    await arrived.wait()
                saved = await asyncio.to_thread(ssh, server, tmp_path, "showconfig 3")
                await asyncio.to_thread(server.end)
        (mail,) = mails
        assert (mail.sender, mail.recipients) == ("alert@mail.example.com", (OPERATOR,))
        message = email.message_from_bytes(mail.content, policy=SMTP)
        (attached,) = message.iter_attachments()
        text = attached.get_content().decode()
        assert "<certificates>" in text
        # All but the date of the file.
        body = text[text.index("<config>") :]
        assert body.strip() in saved[1]

    asyncio.run(main())
    assert done(state, "mail_logs", f"ICID 0 RID 0 To: <{OPERATOR}>")
    assert done(state, "error_logs", f"successfully sent a message to {OPERATOR}.")
