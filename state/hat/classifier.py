"""Which sender group a connection belongs to: compiled once a table, then quick for each one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from state.errors import StateError
from state.hat.entries import (
    BEST_SCORE,
    NO_SCORE,
    WORST_SCORE,
    address_number,
    ipv4_range,
    ipv6_range,
    score_range,
)
from state.hat.policy import EffectivePolicy, resolve
from state.hat.ranges import NOWHERE, RankedRanges
from state.model.listeners import (
    EVERYONE,
    AccessRule,
    HostAccessTable,
    Listener,
    MailFlowPolicy,
)
from state.operations.values import shown

_NUMERIC: Final = re.compile(r"[0-9./-]+|[0-9a-f./]*:[0-9a-f:./]*")
_MAPPED: Final = 0xFFFF
"""What an IPv4 address has before it in the form of IPv6 (RFC 4291, section 2.5.5.2)."""


@dataclass(frozen=True, slots=True)
class Match:
    """The sender group of a connection and what is done with it."""

    group: str
    """`ALL` when the sender is in no other group."""
    entry: str
    """The entry of the group that matched, as it stands there; `ALL` in the group `ALL`."""
    policy: str
    rule: AccessRule
    parameters: EffectivePolicy


class Classifier:
    """The Host Access Table of a listener, ready to be asked (CLI reference, 7.5).

    Groups are tried in their order, the entries of a group in theirs; the first that matches
    counts. A group whose policy has the rule Continue is passed over. `ALL` is the last; if even it
    says Continue, the connection is rejected. Raises `StateError` for a table that is not valid.
    """

    def __init__(self, hat: HostAccessTable, *, reputation: bool = True) -> None:
        """Compile `hat`; without `reputation` no entry about scores matches."""
        self._matches = _matches(hat)
        self._everyone = _everyone(hat)
        self._entries: list[tuple[str, str]] = []
        self._names: dict[str, int] = {}
        self._no_score = NOWHERE
        networks: tuple[list[tuple[int, int, int]], list[tuple[int, int, int]]] = ([], [])
        scores: list[tuple[int, int, int]] = []
        for rank, (group, entry) in enumerate(_entries(hat)):
            self._entries.append((group, entry))
            if entry.startswith("sbrs["):
                if reputation:
                    self._add_scores(entry, rank, scores)
            elif _NUMERIC.fullmatch(entry):
                _add_network(entry, rank, networks)
            else:
                self._names.setdefault(entry, rank)
        self._ipv4, self._ipv6 = (RankedRanges(each) for each in networks)
        compiled = RankedRanges(scores)
        self._scores = [compiled.rank(each) for each in range(WORST_SCORE, BEST_SCORE + 1)]

    @classmethod
    def of(cls, listener: Listener) -> Classifier:
        """Return the classifier of a listener; private ones know no reputation (mail logs, 3)."""
        return cls(listener.hat, reputation=listener.type == "public")

    def classify(
        self,
        address: str,
        hostname: str | None = None,
        *,
        verified: bool = False,
        score: float | None = None,
    ) -> Match:
        """Return the group of a connection from `address` and what is done with it.

        `hostname` is the PTR name; it counts only when it leads back to the address (`verified`).
        `score` is the reputation, -10.0 to 10.0. Raises `StateError` for what is no address.
        """
        version, number = address_number(address)
        networks = self._ipv4 if version == 4 else self._ipv6
        rank = min(networks.rank(number), self._score_rank(score))
        if verified and hostname:
            rank = min(rank, self._name_rank(hostname))
        if rank == NOWHERE:
            return self._everyone
        group, entry = self._entries[rank]
        policy, rule, parameters = self._matches[group]
        return Match(group, entry, policy, rule, parameters)

    def _score_rank(self, score: float | None) -> int:
        if score is None:
            return self._no_score
        tenths = min(max(round(score * 10), WORST_SCORE), BEST_SCORE)
        return self._scores[tenths - WORST_SCORE]

    def _name_rank(self, hostname: str) -> int:
        """Return the rank of the name itself or of a `.partial` one that it is inside of."""
        name = hostname.lower().removesuffix(".")
        rank = self._names.get(name, NOWHERE)
        dot = name.find(".")
        while dot >= 0:
            rank = min(rank, self._names.get(name[dot:], NOWHERE))
            dot = name.find(".", dot + 1)
        return rank

    def _add_scores(self, entry: str, rank: int, scores: list[tuple[int, int, int]]) -> None:
        if entry == NO_SCORE:
            self._no_score = min(self._no_score, rank)
            return
        ends = score_range(entry)
        if ends is None:
            raise _unknown(entry)
        scores.append((*ends, rank))


Resolved = tuple[str, AccessRule, EffectivePolicy]


def _policy(hat: HostAccessTable, group: str) -> MailFlowPolicy:
    policy = hat.policies.get(hat.groups[group].policy)
    if policy is None:
        name = shown(hat.groups[group].policy)
        raise StateError(f'The mail flow policy "{name}" does not exist.', "policy")
    return policy


def _matches(hat: HostAccessTable) -> dict[str, Resolved]:
    """Return name, rule and parameters of the policy that each group has."""
    resolved = {
        name: (policy.rule, resolve(policy.parameters, hat.default))
        for name, policy in hat.policies.items()
    }
    for group in hat.groups:
        _policy(hat, group)
    return {name: (group.policy, *resolved[group.policy]) for name, group in hat.groups.items()}


def _everyone(hat: HostAccessTable) -> Match:
    if EVERYONE not in hat.groups:
        raise StateError(f"The last sender group must be {EVERYONE}.", "order")
    policy = _policy(hat, EVERYONE)
    # Nothing comes behind ALL that a connection could continue to: it is not let in by accident.
    rule: AccessRule = "REJECT" if policy.rule == "CONTINUE" else policy.rule
    parameters = resolve(policy.parameters, hat.default)
    return Match(EVERYONE, EVERYONE, hat.groups[EVERYONE].policy, rule, parameters)


def _entries(hat: HostAccessTable) -> Iterator[tuple[str, str]]:
    """Yield group and entry in the order in which they are tried."""
    for name in hat.order:
        if name != EVERYONE and _policy(hat, name).rule != "CONTINUE":
            for entry in hat.groups[name].senders:
                yield name, entry


def _add_network(
    entry: str,
    rank: int,
    networks: tuple[list[tuple[int, int, int]], list[tuple[int, int, int]]],
) -> None:
    """Add an entry about addresses; raises `StateError`."""
    ipv4, ipv6 = networks
    try:
        if ":" not in entry:
            ipv4.append((*ipv4_range(entry), rank))
            return
        low, high = ipv6_range(entry)
        if low >> 32 == high >> 32 == _MAPPED:
            ipv4.append((low & 0xFFFFFFFF, high & 0xFFFFFFFF, rank))
        else:
            ipv6.append((low, high, rank))
    except ValueError as error:
        raise _unknown(entry) from error


def _unknown(entry: str) -> StateError:
    return StateError(f'The sender "{shown(entry)}" is not valid.', "senders")
