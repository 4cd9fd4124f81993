"""The commit that returns to the factory configuration."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from state.clock import Clock
from state.diff import diff
from state.model.certificates import DEMO
from state.model.configuration import Configuration, View
from state.settings import ApplianceSettings
from state.store.revision import Commit, CommitInfo, Login, Revision

if TYPE_CHECKING:
    from state.certificates.keys import KeyMaker
    from state.store.store import Store


class Reset(NamedTuple):
    """A commit to the factory configuration. `new_keys` holds a new Demo key if one was needed."""

    commit: Commit
    configuration: Configuration
    demo_key: str
    new_keys: dict[str, str]


def leave_first(store: Store, user: str, remote: str) -> None:
    """Let a machine leave its cluster, if it is in one. Raises StateError."""
    if store.refresh().configuration.cluster_id is not None:
        from state.cluster.membership import leave_cluster

        login = Login(id="reset", user=user, remote=remote, started=store.clock.now())
        leave_cluster(store, login)


def factory_commit(
    head: Revision,
    user: str,
    remote: str,
    settings: ApplianceSettings,
    clock: Clock,
    key_maker: KeyMaker,
    random_bytes: Callable[[int], bytes],
) -> Reset:
    """Return the commit that makes the factory configuration of `head`.

    The Demo certificate stays as it is.
    """
    from state.factory import configuration_with, make_demo

    new_keys: dict[str, str] = {}
    view = View.of_machine(head.configuration, settings.serial)
    demo = view.certificates.profiles.get(DEMO)
    if demo is None:
        made = make_demo(key_maker, clock)
        demo, new_keys = made.profile, {made.profile.key: made.key}
    configuration = configuration_with(settings, demo, random_bytes)
    info = CommitInfo(
        number=head.number + 1, user=user, remote=remote, time=clock.now(), kind="reset"
    )
    commit = Commit(info=info, changes=diff(head.configuration, configuration))
    return Reset(commit, configuration, demo.key, new_keys)
