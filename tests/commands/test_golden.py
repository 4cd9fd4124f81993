"""What scripts and backup tools parse, to the byte."""

from __future__ import annotations

from esatui.registry import all_commands
from esatui.transcript.fixtures import ApplianceUnderTest
from tests.golden import same_as_golden


def test_the_configuration_file_of_a_factory_appliance(appliance: ApplianceUnderTest) -> None:
    same_as_golden(appliance.run("showconfig 1"), "commands/showconfig-factory.xml")


def test_the_commands_and_what_they_are_for(appliance: ApplianceUnderTest) -> None:
    same_as_golden(appliance.run("help"), "commands/help.txt")


def test_the_batch_forms(appliance: ApplianceUnderTest) -> None:
    texts = [appliance.run(f"help {command.name}") for command in all_commands() if command.forms]
    same_as_golden("".join(texts), "commands/batch-forms.txt")


def test_the_figures_of_status(appliance: ApplianceUnderTest) -> None:
    same_as_golden(appliance.run("status detail"), "commands/status-detail.txt")
