"""`esatui serve` takes mail: the real process, a real client, the real log."""

from __future__ import annotations

import smtplib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.engines import factory


@pytest.fixture
def state(tmp_path: Path) -> Path:
    state = tmp_path / "state"
    factory(state).store.close()
    settings = state / "appliance.toml"
    text = settings.read_text("utf-8")
    assert "[bind]\n" in text
    settings.write_text(text.replace("[bind]\n", '[bind]\nports = "ephemeral"\n'), "utf-8")
    return state


def test_serve(state: Path) -> None:
    program = str(Path(sys.executable).with_name("esatui"))
    words = [program, "serve", "--state", str(state), "--ssh", "127.0.0.1:0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            ready = dict(
                each.split("=", 1) for each in process.stdout.readline().split() if "=" in each
            )
            host, _, port = ready["smtp.InboundMail"].rpartition(":")
            with smtplib.SMTP(host, int(port), local_hostname="sender.example") as client:
                client.sendmail("a@example.net", ["b@example.com"], "Subject: hello\n\nworld\n")
        finally:
            process.terminate()
    assert process.returncode == 0
    log = (state / "logs" / "mail_logs" / "mail.current").read_text("utf-8")
    assert "MID 1 queued for delivery\n" in log
    assert "Info: ICID 1 close\n" in log
