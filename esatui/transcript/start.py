"""What a transcript starts from: the factory, a configuration file, another transcript."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from esatui.appliance import Appliance
from esatui.login import LOCAL
from esatui.transcript.errors import Fault, TranscriptError
from esatui.transcript.factory import QuickDisk, clock_of, open_factory
from esatui.transcript.header import Header
from state.certificates.keys import PooledKeyMaker
from state.errors import StateError
from state.factory import ADMIN
from state.store import Login, Store

FACTORY = "factory"
DEPTH = 8
"""Most transcripts that build on each other."""

_NOT_COPIED = shutil.ignore_patterns("logins", "pending", "unfinished")


def open_start(
    header: Header,
    directory: Path,
    *,
    beside: Path,
    copied: Path | None = None,
    depth: int = 0,
) -> Appliance:
    """Return the appliance that `header` starts from, in the new `directory`.

    `beside` is the folder that names in the header count from. `copied` is a state directory that
    is copied instead. Raises `TranscriptError`, `StateError`, OSError.
    """
    if copied is not None:
        shutil.copytree(copied, directory, ignore=_NOT_COPIED)
        return _open_copy(header, directory)
    if header.state == FACTORY:
        return open_factory(directory, seed=header.seed, moment=header.clock)
    if header.state.endswith(".transcript"):
        return _open_after(header, directory, beside / header.state, depth)
    appliance = open_factory(directory, seed=header.seed, moment=header.clock)
    try:
        _load(appliance, beside / header.state)
    except BaseException:
        appliance.store.close()
        raise
    return appliance


def _load(appliance: Appliance, path: Path) -> None:
    """Commit what a configuration file says."""
    from state.configfile import loading

    store = appliance.store
    login = Login(id="start", user=ADMIN, remote=LOCAL, started=appliance.clock.now())
    try:
        with store.begin(login, record=False) as candidate:
            candidate.update(loading.load(path.read_bytes(), candidate.draft, store.private_key))
            if candidate.pending:
                candidate.commit(path.name)
    except OSError as error:
        raise TranscriptError(f"in the header: `state`: {path}: {error.strerror}") from error
    except StateError as error:
        raise TranscriptError(f"in the header: `state`: {path.name}: {error.text}") from error


def _open_copy(header: Header, directory: Path) -> Appliance:
    clock = clock_of(header.clock)
    key_maker = PooledKeyMaker(header.seed)
    randomness = random.Random(header.seed)  # noqa: S311 - must be repeatable.
    store = Store.open(
        directory, clock=clock, key_maker=key_maker, random=randomness, disk=QuickDisk()
    )
    return Appliance(store, clock, key_maker, randomness, raise_faults=True)


def _open_after(header: Header, directory: Path, path: Path, depth: int) -> Appliance:
    """Play another transcript in `directory`, then set the clock to this one's."""
    from esatui.transcript.play import load
    from esatui.transcript.runner import play
    from esatui.transcript.scene import InProcessStage, Scene

    if depth == DEPTH:
        raise TranscriptError("in the header: `state` goes round in circles")
    try:
        before = load(path)
        appliance = open_start(before.header, directory, beside=path.parent, depth=depth + 1)
        scene = Scene(before.header, appliance)
        workstation = scene.workstation(directory.with_name(f"{directory.name}-{depth}"))
        try:
            play(before, InProcessStage(scene), workstation)
        finally:
            scene.close()
    except OSError as error:
        raise TranscriptError(f"in the header: `state`: {path}: {error.strerror}") from error
    except (Fault, TranscriptError) as error:
        raise TranscriptError(f"in the header: `state`: {path.name}: {error}") from error
    clock = clock_of(header.clock)
    key_maker, randomness = appliance.key_maker, appliance.random
    store = Store.open(
        directory, clock=clock, key_maker=key_maker, random=randomness, disk=QuickDisk()
    )
    return Appliance(store, clock, key_maker, randomness, raise_faults=True)
