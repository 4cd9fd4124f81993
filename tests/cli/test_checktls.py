"""`esatui checktls` as a program: against the lab, with exit statuses."""

from __future__ import annotations

import asyncio
import json
import subprocess
from pathlib import Path

import pytest

from esatui.cli.checktls import target
from esatui.lab.keys import SeededKeys
from esatui.lab.partners.town import DOMAIN, Town
from esatui.lab.partners.zone import write_lab
from esatui.lab.presented import LabHierarchy
from state.clock import SystemClock
from tests.cli.program import run

Done = subprocess.CompletedProcess[str]


def test_against_the_lab(state: Path, tmp_path: Path) -> None:
    hierarchy = LabHierarchy(SeededKeys(9), SystemClock())
    root = tmp_path / "root.pem"
    root.write_text(hierarchy.root.certificate.pem)

    async def main() -> list[Done]:
        async with Town(hierarchy, ["valid-p256", "expired"]) as town:
            write_lab(state, town.partners.values())
            good, bad = (f"mx.{name}.{DOMAIN}" for name in ("valid-p256", "expired"))
            real = town.partners["valid-p256"].real
            return [
                await asyncio.to_thread(run, "checktls", "--state", state, *words)
                for words in (
                    (good, "--ca", root, "--domain", f"valid-p256.{DOMAIN}"),
                    (good,),
                    (bad, "--ca", root, "--json"),
                    (str(real), "--ca", root),
                )
            ]

    passed, untrusted, expired, loopback = asyncio.run(main())
    assert passed.returncode == 0
    assert passed.stdout.endswith("\nVerdict: OK\n")
    assert untrusted.returncode == 1
    assert untrusted.stdout.endswith("\nVerdict: FAILED (Trust)\n")
    assert expired.returncode == 1
    assert json.loads(expired.stdout)["verdict"] == "FAILED"
    assert loopback.returncode == 0
    assert {each.stderr for each in (passed, untrusted, expired, loopback)} == {""}


def test_a_wrong_command_line(tmp_path: Path) -> None:
    for words in (["checktls"], ["checktls", "a b"], ["checktls", "a:0"], ["checktls", "*.a"]):
        done = run(*words)
        assert done.returncode == 2
        assert "usage: esatui checktls" in done.stderr
    done = run("--state", tmp_path / "none", "checktls", "127.0.0.1", "--ca", tmp_path / "absent")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"esatui: {tmp_path / 'absent'}: No such file or directory\n"
    empty = tmp_path / "empty"
    empty.touch()
    done = run("--state", tmp_path / "none", "checktls", "127.0.0.1", "--ca", empty)
    assert done.stderr == f"esatui: {empty}: there is no certificate in it that can be read\n"
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mail.example.com", ("mail.example.com", 25)),
        ("Mail.Example.com.:2525", ("mail.example.com", 2525)),
        ("127.0.0.1:10025", ("127.0.0.1", 10025)),
        ("::1", ("::1", 25)),
        ("[::1]", ("::1", 25)),
        ("[::1]:10025", ("::1", 10025)),
        ("bücher.example", ("xn--bcher-kva.example", 25)),
    ],
)
def test_hosts(text: str, found: tuple[str, int]) -> None:
    assert target(text) == found


@pytest.mark.parametrize("text", ["", ":25", "a:", "a:65536", "a:-1", "a:٣", "a\x00b", "x" * 300])
def test_no_hosts(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a port|neither a name nor an address"):
        target(text)
