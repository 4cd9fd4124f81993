"""Through every menu: as declared, and at random."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from esatui.registry import Command, all_commands
from tests.fuzz.tour import CLUSTER, PREPARATION, Tour, paths
from tests.fuzz.walk import walk

WITH_MENU = [command for command in all_commands() if command.menu is not None]
ALONE, IN_A_CLUSTER = "rollbackconfig", "clusterconfig"
"""What has no menu in a cluster, and what has one only there."""


@pytest.fixture(scope="module", params=["coroutine", "tty"])
def tour(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tour]:
    """A tour where menus have something to offer."""
    made = Tour(tmp_path_factory.mktemp("tour") / "state", request.param, PREPARATION)
    yield made
    made.end()


@pytest.fixture(scope="module")
def cluster_tour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tour]:
    """A tour on a machine in a cluster."""
    made = Tour(tmp_path_factory.mktemp("cluster") / "state", "coroutine", CLUSTER)
    yield made
    made.end()


def nothing_changes(tour: Tour, command: Command) -> bool:
    """Return whether any operation is offered; leaving it must change nothing."""
    offered = [tour.go(command, path, stay=False) for path in paths(command)]
    assert [tour.go(command, path, stay=True) for path in paths(command)] == offered
    return any(offered)


@pytest.mark.parametrize("command", WITH_MENU, ids=lambda command: command.name)
def test_ctrl_c_in_each_operation_changes_nothing(tour: Tour, command: Command) -> None:
    assert nothing_changes(tour, command) == (command.name != IN_A_CLUSTER)


@pytest.mark.parametrize("command", WITH_MENU, ids=lambda command: command.name)
def test_ctrl_c_changes_nothing_in_a_cluster(cluster_tour: Tour, command: Command) -> None:
    assert nothing_changes(cluster_tour, command) == (command.name != ALONE)


@pytest.mark.parametrize("seed", range(1, 6))
def test_random_walks(tmp_path: Path, seed: int) -> None:
    walk(tmp_path / "state", seed, ["coroutine"], 1000)


@pytest.mark.parametrize("kind", ["piped", "dumb", "tty"])
def test_random_keys_at_fronts(tmp_path: Path, kind: str) -> None:
    walk(tmp_path / "state", 1, [kind], 500)
