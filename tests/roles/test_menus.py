"""Every role at every operation that is declared, in menus within menus."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from esatui.appliance import Appliance
from esatui.menu import CHOOSE, Operation
from esatui.session import Session
from state.model.users import Role
from tests.roles.people import ROLES, Typist, typed
from tests.roles.ways import QUESTIONS, Way, made_menus, menus_of, ways
from tests.roles.world import appliance_at, clustered_at

WAYS = ways()
_LINE = re.compile(r"^- (\S+) - ", re.MULTILINE)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Appliance]:
    appliance = appliance_at(tmp_path_factory.mktemp("alone"))
    with appliance.store:
        yield appliance


@pytest.fixture(scope="module")
def clustered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Appliance]:
    appliance = clustered_at(tmp_path_factory.mktemp("clustered"))
    with appliance.store:
        yield appliance


@pytest.fixture
def everything_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let conditions of operations be fulfilled: rights are what is tried here."""
    monkeypatch.setattr(Operation, "offered", lambda self, context: True)


def lines_for(way: Way) -> list[str]:
    """Return what is typed to get to an operation, the mode of a cluster first."""
    return ["clustermode cluster", *way.typed] if needs_cluster(way) else list(way.typed)


def needs_cluster(way: Way) -> bool:
    menu = way.command.menu
    return way.command.name == "clusterconfig" or (
        menu is not None and way.operations[0] in menu.closing
    )


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.usefixtures("everything_offered")
def test_the_whole_way(alone: Appliance, clustered: Appliance, way: Way, role: Role) -> None:
    """Refused where the way first changes something, or let through to its end."""
    appliance = clustered if needs_cluster(way) else alone
    shown, pending = typed(appliance, role, lines_for(way))
    refused = way.command.refusal in shown
    if role not in way.command.access:
        assert refused
        assert not _LINE.search(shown)
    else:
        assert refused is (way.changes and not way.command.may_change(role))
    assert not (refused and pending)


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.usefixtures("everything_offered")
def test_the_menu_is_reached(alone: Appliance, clustered: Appliance, way: Way) -> None:
    """What is typed leads to the menu of the operation, and nowhere else."""
    appliance = clustered if needs_cluster(way) else alone
    shown, _ = typed(appliance, "admin", lines_for(way)[:-1])
    assert _LINE.findall(shown.rpartition(CHOOSE)[2]) == _LINE.findall(menu_text(way)), (
        f"{way}: another menu; tests.roles.ways.QUESTIONS says what is asked on the way"
    )


def menu_text(way: Way) -> str:
    opened = way.operations[-2].submenu if len(way.operations) > 1 else way.command.menu
    assert opened is not None
    operations = (*opened.operations, *opened.closing)
    return "".join(f"- {each.keyword} - \n" for each in operations)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.usefixtures("everything_offered")
def test_the_role_changes_while_the_menu_is_open(
    alone: Appliance,
    clustered: Appliance,
    monkeypatch: pytest.MonkeyPatch,
    way: Way,
    role: Role,
) -> None:
    """Every menu asks for the rights anew: an administrator who is none any more is refused."""
    appliance = clustered if needs_cluster(way) else alone
    *before, keyword = lines_for(way)
    with Typist(appliance, "admin") as typist:
        typist.type(*before)
        monkeypatch.setattr(Session, "role", property(lambda session: role))
        shown = typist.type(keyword)
        allowed = not way.operation.changes or way.command.may_change(role)
        assert (way.command.refusal in shown) is not allowed
        again = _LINE.findall(shown)
        assert allowed or way.operation.keyword not in again


def test_every_menu_is_on_a_way() -> None:
    """A new menu has to be declared as the submenu of what opens it."""
    reached = menus_of(WAYS)
    assert [where for where, menu in made_menus().items() if id(menu) not in reached] == []


def test_questions_are_about_operations_that_there_are() -> None:
    known = {way.words for way in WAYS if way.operation.submenu is not None}
    assert set(QUESTIONS) <= known
