"""Which commands have settings at levels: those that are declared, and all that should be."""

import pytest

from esatui.registry import Command, all_commands
from state.model.cluster import CLUSTER_ONLY, MACHINE_ONLY
from state.model.configuration import Settings
from state.shape import shape_of

# Theirs are the accounts, which the whole cluster has.
OF_ACCOUNTS = {"sshconfig"}


@pytest.mark.parametrize("command", all_commands(), ids=lambda command: command.name)
def test_what_is_configured_in_all_modes_says_what_it_sets(command: Command) -> None:
    required = command.commit == "required" and command.cluster == "all"
    assert bool(command.areas) == (required and command.name not in OF_ACCOUNTS)


def test_every_area_that_has_levels_is_some_command_s() -> None:
    areas = {area for command in all_commands() for area in command.areas}
    assert areas == set(shape_of(Settings).nested) - set(MACHINE_ONLY) - set(CLUSTER_ONLY)


@pytest.mark.parametrize(
    "command",
    [each for each in all_commands() if each.areas and each.menu is not None],
    ids=lambda command: command.name,
)
def test_their_menus_end_with_the_operations_of_a_cluster(command: Command) -> None:
    assert command.menu is not None
    assert [each.keyword for each in command.menu.closing] == ["CLUSTERSET", "CLUSTERSHOW"]
