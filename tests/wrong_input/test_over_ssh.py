"""All wrong input in one go, through OpenSSH's client."""

from __future__ import annotations

import subprocess
from pathlib import Path

from esatui.ssh.background import background_server
from tests.ssh.appliances import appliance_with
from tests.ssh.clients import Clients
from tests.wrong_input.test_refused import CASES, put_files
from tests.wrong_input.typing_person import give_certificate, person_at


def test_everything_in_one_session(tmp_path: Path) -> None:
    key = tmp_path / "key"
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)]
    subprocess.run(words, check=True)
    appliance = appliance_with(tmp_path / "state", key.with_suffix(".pub").read_text())
    put_files(appliance)
    with person_at(appliance) as person:
        give_certificate(appliance, person)
    head = appliance.store.head.number
    lines = [line for wrong in CASES for line in wrong.lines]
    typed = b"\n".join(line.encode() if isinstance(line, str) else line for line in lines)
    with background_server(appliance) as server:
        done = Clients(server.address, tmp_path, key).ssh(data=typed + b"\ncommit\nquit\n")
    assert done.returncode == 0
    shown, place = done.stdout.decode(), 0
    for wrong in CASES:
        place = shown.find(wrong.said, place)
        assert place >= 0, wrong.name
        place += len(wrong.said)
    assert "There is no data to commit." in shown[place:]
    assert appliance.store.refresh().number == head
    appliance.store.close()
