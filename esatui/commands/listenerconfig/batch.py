"""The batch forms (CLI reference, 7.7)."""

from __future__ import annotations

from dataclasses import replace

from esatui.commands.listenerconfig.batch_options import OPTION_LINES, policy_options
from esatui.commands.listenerconfig.declaration import command
from esatui.session import Session
from state.model.configuration import Draft
from state.objects import path_at
from state.operations.hat import (
    add_senders,
    delete_senders,
    group_named,
    host_access,
    policy_named,
    set_group_policy,
)
from state.operations.hat_file import render_table
from state.operations.hat_senders import check_senders
from state.operations.listeners import delete_listener, use_certificate
from state.operations.policies import changed_parameters, edit_policy, set_default

__all__ = ["command"]

command.options = OPTION_LINES

_GROUP = "listenerconfig edit <listener> hostaccess edit sendergroup <group>"


@command.batch(f"{_GROUP} new <host>")
async def new_host(session: Session, listener: str, group: str, hosts: str) -> None:
    """Add hosts to a sender group; several with commas between."""
    name = group_named(host_access(session.draft, listener), group)
    draft = add_senders(session.draft, listener, name, check_senders(hosts))
    _edited(session, draft, listener, "groups", name)


@command.batch(f"{_GROUP} delete <host>")
async def delete_host(session: Session, listener: str, group: str, hosts: str) -> None:
    """Remove hosts from a sender group; several with commas between."""
    name = group_named(host_access(session.draft, listener), group)
    draft = delete_senders(session.draft, listener, name, check_senders(hosts))
    _edited(session, draft, listener, "groups", name)


@command.batch(f"{_GROUP} policy <policy>")
async def group_policy(session: Session, listener: str, group: str, policy: str) -> None:
    """Give a sender group another policy."""
    name = group_named(host_access(session.draft, listener), group)
    draft = set_group_policy(session.draft, listener, name, policy)
    _edited(session, draft, listener, "groups", name)


@command.batch("listenerconfig edit <listener> hostaccess edit policy <policy> [options]")
async def policy(session: Session, listener: str, name: str, words: tuple[str, ...]) -> None:
    """Change values that a policy overrides; `default` takes one back to the defaults."""
    hat = host_access(session.draft, listener)
    found = policy_named(hat, name)
    current = hat.policies[found]
    changes = policy_options(words, own=True)
    changed = replace(current, parameters=changed_parameters(current.parameters, changes))
    _edited(
        session, edit_policy(session.draft, listener, found, changed), listener, "policies", found
    )


@command.batch("listenerconfig edit <listener> hostaccess default [options]")
async def default(session: Session, listener: str, words: tuple[str, ...]) -> None:
    """Change default policy parameters."""
    current = host_access(session.draft, listener).default
    changed = changed_parameters(current, policy_options(words))
    _edited(session, set_default(session.draft, listener, changed), listener, "default")


@command.batch("listenerconfig edit <listener> hostaccess print", changes=False)
async def print_table(session: Session, listener: str) -> None:
    """Print the Host Access Table."""
    await session.dialogue.page("\n" + render_table(host_access(session.draft, listener)))


@command.batch("listenerconfig edit <listener> certificate <profile>")
async def certificate(session: Session, listener: str, profile: str) -> None:
    """Give a listener another certificate."""
    draft = use_certificate(session.draft, listener, profile)
    session.update(draft, [path_at(draft.level, "listeners", "entries", listener)])


@command.batch("listenerconfig delete <listener>")
async def delete(session: Session, listener: str) -> None:
    """Remove a listener."""
    session.update(delete_listener(session.draft, listener))


def _edited(session: Session, draft: Draft, listener: str, *below: str) -> None:
    touched = path_at(draft.level, "listeners", "entries", listener, "hat", *below)
    session.update(draft, [touched])
