"""The fixtures that other people's test suites get."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from esatui.transcript.fixtures import ApplianceUnderTest, CommandFailed, SshAppliance

NOON = datetime(2024, 6, 1, 12, tzinfo=UTC)


def test_a_line_returns_what_it_prints(appliance: ApplianceUnderTest) -> None:
    assert "Model: C100V\n" in appliance.run("version")


def test_lines_share_the_committed_configuration(appliance: ApplianceUnderTest) -> None:
    appliance.run('sethostname a.example.com; commit "new name"')
    assert appliance.session().prompt == "a.example.com> "


def test_a_line_that_fails_is_told_with_its_output(appliance: ApplianceUnderTest) -> None:
    with pytest.raises(CommandFailed, match="Unknown command or missing feature key: nonsense"):
        appliance.run("nonsense")
    assert "Unknown command" in appliance.run("nonsense", check=False)


def test_a_line_that_asks_is_told(appliance: ApplianceUnderTest) -> None:
    with pytest.raises(CommandFailed, match="asks"):
        appliance.run("sethostname")


def test_a_session_is_a_conversation(appliance: ApplianceUnderTest) -> None:
    talking = appliance.session()
    assert talking.send("sethostname") == "\n[mail.example.com]> "
    assert talking.prompt == "[mail.example.com]> "
    assert talking.interrupt().startswith("\n-- Changes not recorded\n")
    talking.send("quit")
    assert talking.over
    with pytest.raises(CommandFailed):
        talking.send("version")


def test_the_clock_stands_until_it_is_moved(appliance: ApplianceUnderTest) -> None:
    before = appliance.now
    appliance.advance(90)
    assert appliance.now - before == timedelta(seconds=90)


@pytest.mark.appliance(clock=NOON)
def test_a_marker_says_what_to_start_from(appliance: ApplianceUnderTest) -> None:
    assert appliance.now == NOON


def test_directories_are_of_this_test(appliance: ApplianceUnderTest, tmp_path: Path) -> None:
    assert appliance.state_directory.is_relative_to(tmp_path)
    assert appliance.configuration_directory.is_dir()


def test_a_real_client_logs_in(ssh_appliance: SshAppliance) -> None:
    assert "Model: C100V\n" in ssh_appliance.ssh("version").stdout


def test_a_real_client_gets_the_exit_status(ssh_appliance: SshAppliance) -> None:
    with pytest.raises(subprocess.CalledProcessError) as caught:
        ssh_appliance.ssh("nonsense")
    assert caught.value.returncode == 1


def test_a_real_client_converses(ssh_appliance: SshAppliance) -> None:
    typed = "sethostname\nb.example.com\ncommit\nby ssh\n\n"
    assert "Changes committed" in ssh_appliance.ssh(typed=typed).stdout
    assert ssh_appliance.appliance.session().prompt == "b.example.com> "


def test_files_are_copied(ssh_appliance: SshAppliance, tmp_path: Path) -> None:
    sent = tmp_path / "sent"
    sent.write_text("to the appliance\n")
    ssh_appliance.scp(str(sent), ":/configuration/there")
    stored = ssh_appliance.appliance.configuration_directory / "there"
    assert stored.read_text() == "to the appliance\n"
