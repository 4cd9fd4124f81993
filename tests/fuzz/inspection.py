"""What has to hold after every command and after every walk, whatever was typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from esatui.appliance import Appliance
from esatui.registry import OPERATORS, find
from esatui.session import Session
from esatui.transcript.factory import QuickDisk
from state.certificates import PooledKeyMaker
from state.changes import Change
from state.configfile.loading import load
from state.configfile.saving import configuration_text
from state.model.configuration import Draft
from state.model.levels import machine
from state.model.users import Role
from state.store import CommitInfo, Store
from state.store.keys import keys_of
from state.validation import faults
from tests.fuzz import samples

COMMITTING = frozenset({"commit", "rollbackconfig", "passphrase", "clusterconfig"})
"""The commands that may commit in the name of a login; `resetconfig` does so in nobody's."""


class Broken(AssertionError):
    """Something does not hold."""


@dataclass(frozen=True)
class Before:
    """What a command finds."""

    head: int
    changes: tuple[Change, ...]
    role: Role


def look(session: Session) -> Before:
    """Return what a command is about to find."""
    head = session.appliance.store.refresh().number
    return Before(head, session.candidate.changes(), session.role)


def inspect(session: Session, words: Sequence[str], found: Before, *, interrupted: bool) -> None:
    """Look at everything after the command `words`; raises `Broken`."""
    command = find(words[0])
    name = command.name if command else ""
    candidate = session.candidate
    new = commits_since(session.appliance.store, found.head)
    committed = [info for info in new if info.login == session.login.id]
    if committed and name not in COMMITTING:
        raise Broken(f"{name} has committed {committed}")
    unchanged = candidate.changes() == found.changes
    # What changes the cluster itself keeps what waits for a commit.
    allowed = committed and not candidate.changes()
    kept = unchanged and (not committed or name == "clusterconfig")
    if interrupted and not (allowed or kept):
        raise Broken(f"Ctrl-C in {name} has left {candidate.changes()}")
    # What collides with others is set aside by the attempt to commit.
    if session.failed and name != "commit" and not committed and not unchanged:
        raise Broken(f"{words} failed and has changed {candidate.changes()}")
    if not unchanged and not committed and found.role not in OPERATORS:
        raise Broken(f"{found.role} has changed {candidate.changes()}")
    wrong = [fault.text for fault in faults(session.draft, candidate.private_key)]
    if wrong:
        raise Broken(f"after {words}: {wrong}")


def commits_since(store: Store, number: int) -> list[CommitInfo]:
    """Return the commits after the revision `number`, newest first."""
    history = store.history()
    return [history[index] for index in range(len(history) - number)]


def look_at_the_end(appliance: Appliance, start: int, *, resets: int) -> None:
    """Look at the state directory when everybody is gone; raises `Broken`."""
    store = appliance.store
    nobodys = [info for info in commits_since(store, start) if not info.login]
    if len(nobodys) > resets:
        raise Broken(f"more resets than resetconfig: {nobodys}")
    if store.logins() or store.pending() or store.troubles:
        raise Broken(f"left: {store.logins()} {store.pending()} {list(store.troubles)}")
    store.close()
    _look_at_files(store)
    again = Store.open(
        store.directory,
        clock=appliance.clock,
        key_maker=PooledKeyMaker(1),
        disk=QuickDisk(),
    )
    with again:
        if again.head != store.head:
            raise Broken("opened again, it is another configuration")
        for number in range(start, again.head.number + 1):
            again.configuration_at(number)
        _look_at_saving(again, start)


def _look_at_files(store: Store) -> None:
    """No private key that only the appliance knows lies anywhere but in its place."""
    # An operator may import anything that is there, a saved configuration as a dictionary.
    saved = [path.read_bytes() for path in (store.directory / "configuration").glob("C100V-*.xml")]
    pasted = [pair.key.encode() for pair in samples.pairs()]
    known = b"".join((*samples.files().values(), *saved, *pasted))
    keys = [path.read_bytes().split(b"\n") for path in (store.directory / "keys").glob("*.pem")]
    secrets = [lines[len(lines) // 2] for lines in keys if lines[len(lines) // 2] not in known]
    for path in (path for path in store.directory.rglob("*") if path.is_file()):
        place = path.relative_to(store.directory).parts[0]
        if place == "keys" and path.stat().st_mode & 0o077:
            raise Broken(f"others can read {path}")
        if place not in ("keys", "configuration"):
            content = path.read_bytes()
            if any(secret in content for secret in secrets):
                raise Broken(f"a private key in {path}")
    missing = [key for key in keys_of(store.head.configuration) if not store.private_key(key)]
    if missing:
        raise Broken(f"no private key {missing}")


def _look_at_saving(store: Store, start: int) -> None:
    """What is in force can be saved, and loaded where something else was in force."""
    level = machine(store.settings.serial)
    final = Draft(store.head.configuration, level)
    wrong = [fault.text for fault in faults(final, store.private_key)]
    if wrong:
        raise Broken(f"in force: {wrong}")
    text = configuration_text(
        final,
        store.settings,
        "plain",
        current_time="now",
        private_key=store.private_key,
        random_bytes=bytes,
    )
    for number in {start, store.head.number}:
        before = Draft(store.configuration_at(number), level)
        if before.configuration.cluster_id != final.configuration.cluster_id:
            # A file has what the machine goes by, not at which level it stands.
            continue
        loaded = load(text, before, store.private_key)
        if loaded.configuration != final.configuration:
            raise Broken(f"saved, and loaded over revision {number}, it is another configuration")
