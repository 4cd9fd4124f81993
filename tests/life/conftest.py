"""One appliance, made on first use and served by a process, and a desk that reaches it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.life.authority import Authority
from tests.life.conversation import Talk, on_a_terminal, through_a_pipe
from tests.life.program import Desk, served


@pytest.fixture(params=[through_a_pipe, on_a_terminal], ids=["pipe", "terminal"])
def talk(request: pytest.FixtureRequest) -> Talk:
    """Hold a conversation with and without a terminal."""
    way: Talk = request.param
    return way


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """A root that nobody has heard of yet."""
    return Authority.make(tmp_path / "authority")


@pytest.fixture
def new_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Desk]]:
    """Make factory appliances by name, each with a desk of its own."""
    with ExitStack() as stack:

        def make(name: str) -> Desk:
            address = stack.enter_context(served(tmp_path / f"{name}-state"))
            desk = Desk.make(tmp_path / f"{name}-desk", address)
            for variable, value in desk.environment.items():
                monkeypatch.setenv(variable, value)
            return desk

        yield make


@pytest.fixture
def desk(new_desk: Callable[[str], Desk]) -> Desk:
    """A desk with a factory appliance."""
    return new_desk("first")
