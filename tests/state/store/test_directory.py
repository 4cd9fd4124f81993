"""The state directory itself: how it is made, who may read it, what is refused."""

import subprocess
import sys
from pathlib import Path

import pytest

from state.errors import StateError
from state.store import Store
from tests.state.store.appliances import begin, open_store, set_destination


def test_layout(directory: Path, store: Store) -> None:
    assert {path.name for path in directory.iterdir()} == {
        ".lock",
        ".unfinished",
        "appliance.toml",
        "commits",
        "configuration",
        "journal",
        "keys",
        "logins",
        "logs",
        "pending",
        "running.toml",
    }


def test_is_for_its_owner_only(tmp_path: Path) -> None:
    directory = tmp_path / "deep" / "state"
    with open_store(directory) as store:
        candidate = begin(store)
        set_destination(candidate, "a.example", 1)
        candidate.commit("a")
        set_destination(candidate, "a.example", 2)
        for path in (directory, *directory.rglob("*")):
            assert path.stat().st_mode & 0o077 == 0, path


def test_keys_that_others_may_read_are_put_right(directory: Path) -> None:
    (directory / "keys").chmod(0o755)
    with open_store(directory) as store:
        assert (directory / "keys").stat().st_mode & 0o777 == 0o700
        assert any("others could read" in trouble for trouble in store.troubles)


def test_somebodys_other_files_are_not_touched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(StateError, match=r"not empty \(thesis.txt\)"):
        open_store(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_empty_directory_is_used(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        assert store.head.number == 0


def test_a_prepared_settings_file_is_used(tmp_path: Path) -> None:
    with open_store(tmp_path / "model") as model:
        text = (model.directory / "appliance.toml").read_text()
    directory = tmp_path / "state"
    directory.mkdir()
    (directory / "appliance.toml").write_text(text.replace("423A5F1C9B27D4E8A6C1", "4" * 20))
    with open_store(directory) as store:
        assert list(store.head.configuration.machines) == ["4" * 20 + "-9F3B7D2E5A10"]


@pytest.mark.parametrize("name", ["file", "file/state"])
def test_a_file_is_no_directory(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match="cannot be made: "):
        open_store(tmp_path / name)


def test_opening_loads_nothing_heavy(directory: Path) -> None:
    code = (
        "import sys, pathlib; from state.store import Store; from state.clock import SystemClock;"
        "from state.certificates.keys import PooledKeyMaker;"
        "Store.open(pathlib.Path(sys.argv[1]), clock=SystemClock(), key_maker=PooledKeyMaker(1))"
        ".close(); print(*sys.modules)"
    )
    command = [sys.executable, "-c", code, str(directory)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert loaded & {"cryptography", "asyncio", "watchdog", "socket", "tomli_w", "ssl"} == set()


def test_a_new_state_is_read_as_it_was_left(directory: Path) -> None:
    with open_store(directory) as store:
        assert list(store.troubles) == []
    with open_store(directory) as store:
        assert list(store.troubles) == []
        assert store.directory == directory
