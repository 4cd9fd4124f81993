"""README does what it says: its tour, its ssh clients, its transcript; in two languages."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from esatui.transcript.document import parse
from esatui.transcript.errors import Fault
from esatui.transcript.fixtures import SshAppliance
from esatui.transcript.header import FrontName
from esatui.transcript.play import Run, play_file
from tests.docs import tour
from tests.docs.fences import ROOT, fences

pytest_plugins = ["pytester"]

SSH = "With an ordinary SSH client"
DIALOGUES = "Dialogues as tests"


def test_translation_shows_the_same_commands_and_dialogues() -> None:
    here, there = (
        [(f.info, f.text) for f in fences(name)] for name in ("README.md", "README.ko.md")
    )
    assert here
    assert there == here


def test_two_commands_open_the_shell_and_run_the_tests() -> None:
    assert [f.text for f in fences("README.md", section="Start")] == ["make shell\n", "make test\n"]


@pytest.mark.parametrize("front", ["direct", "ssh"])
def test_tour_is_what_the_program_does(front: FrontName, tmp_path: Path) -> None:
    steps = play_file(tmp_path / "tour.transcript", parse(tour.transcript()), Run(front))
    assert steps > 100


def test_tour_notices_what_is_not_so(tmp_path: Path) -> None:
    promised = tour.transcript().replace("has not been committed", "has been committed")
    with pytest.raises(Fault, match="not what the file shows"):
        play_file(tmp_path / "tour.transcript", parse(promised), Run())


def test_ssh_clients_work_as_shown(ssh_appliance: SshAppliance, tmp_path: Path) -> None:
    (block,) = fences("README.md", section=SSH)
    (tmp_path / "ca").mkdir()
    stored = ssh_appliance.appliance.configuration_directory / "partner.p12"
    stored.write_bytes(b"what was exported")
    for command in block.text.splitlines():
        run(command, ssh_appliance, tmp_path)
    assert (tmp_path / "ca" / "partner.p12").read_bytes() == b"what was exported"
    assert list(stored.parent.glob("C100V-*.xml"))


def run(command: str, served: SshAppliance, folder: Path) -> None:
    """Run a command of README with /bin/sh, against our server instead of that of `make serve`."""
    options = shlex.join(served.options)
    clients = "".join(f'{name}() {{ command {name} {options} "$@"; }}\n' for name in ("ssh", "scp"))
    script = clients + command.replace("2222", str(served.port))
    assert script.count(str(served.port)) == 1
    done = subprocess.run(
        ["/bin/sh", "-ec", script],
        cwd=folder,
        env=served.environment,
        input="quit\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        start_new_session=True,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def test_transcript_passes(tmp_path: Path) -> None:
    (example,) = fences("README.md", "transcript", section=DIALOGUES)
    assert play_file(tmp_path / "rename.transcript", parse(example.text), Run())


def test_test_passes(pytester: pytest.Pytester) -> None:
    (example,) = fences("README.md", "python", section=DIALOGUES)
    pytester.makepyfile(example.text)
    pytester.runpytest_inprocess().assert_outcomes(passed=1)


def test_state_directory_is_as_described(ssh_appliance: SshAppliance) -> None:
    ssh_appliance.appliance.run('sethostname a.example.com; commit "new name"')
    text = (ROOT / "README.md").read_text("utf-8")
    section = text.partition("## The state directory\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([^`]+?)/?`", row)}
    there = {each.name for each in ssh_appliance.appliance.state_directory.iterdir()}
    assert len(named) > 5
    assert named <= there
