"""Growing delay and lock-out after failed logins: pure arithmetic over an injected time.

The rule, for one user name from one source address:

- a failed attempt is answered after 0.5 s, the next after 1 s, then 2 s, 4 s (`Rule.delay` doubled
  each time, `Rule.longest_delay` at most);
- with the fifth failure (`Rule.attempts`) that user name is locked for that address for 15 minutes
  (`Rule.lock`): even the right passphrase is refused, in the same words and after the same time;
- a success, or 15 minutes without an attempt (`Rule.forget`), clears the account.

Keys that are offered do not count, since they cannot be guessed; they still log in while the
passphrase is locked. An attempt counts from its beginning, not from its end: dropping the
connection before the answer, or sending many attempts at once, gains nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import NamedTuple

LONGEST_NAME = 64
"""Characters of a user name that are told apart; no account has a longer one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Numbers of the rule; times in seconds."""

    delay: float = 0.5
    longest_delay: float = 8.0
    attempts: int = 5
    lock: float = 900.0
    forget: float = 900.0
    remembered: int = 4096
    """Most pairs of user and address that are kept. Beyond it the oldest that is not locked goes,
    so that failures under many made-up names do not wash away a lock."""


class Attempt(NamedTuple):
    """What to do with an attempt."""

    allowed: bool
    """Whether a right passphrase may log in; `False` while locked."""
    delay: float
    """Seconds to wait before a refusal is sent."""


class _Failures:
    __slots__ = ("count", "last", "locked_until")

    def __init__(self) -> None:
        self.count = 0
        self.last = 0.0
        self.locked_until = 0.0


class Throttle:
    """The failures of all users and addresses, bounded in memory."""

    def __init__(self, rule: Rule | None = None) -> None:
        self.rule = rule or Rule()
        self._failures: OrderedDict[tuple[str, str], _Failures] = OrderedDict()

    def __len__(self) -> int:
        return len(self._failures)

    def begin(self, user: str, address: str, now: float) -> Attempt:
        """Count an attempt as failed and return what to do with it.

        `now` is a monotonic time in seconds. Call `succeeded` when it was no failure after all.
        """
        failures = self._of(user, address, now)
        if now < failures.locked_until:
            return Attempt(allowed=False, delay=self._delay(failures.count))
        failures.count += 1
        failures.last = now
        if failures.count >= self.rule.attempts:
            failures.locked_until = now + self.rule.lock
        return Attempt(allowed=True, delay=self._delay(failures.count))

    def succeeded(self, user: str, address: str) -> None:
        """Forget the failures of `user` from `address`."""
        self._failures.pop(_key(user, address), None)

    def locked(self, user: str, address: str, now: float) -> bool:
        """Return whether passphrases of `user` from `address` are refused at present."""
        failures = self._failures.get(_key(user, address))
        return failures is not None and now < failures.locked_until

    def _delay(self, count: int) -> float:
        return min(self.rule.delay * 2.0 ** min(count - 1, 30), self.rule.longest_delay)

    def _of(self, user: str, address: str, now: float) -> _Failures:
        key = _key(user, address)
        failures = self._failures.get(key)
        if failures is None or self._expired(failures, now):
            failures = self._failures[key] = _Failures()
        self._failures.move_to_end(key)
        if len(self._failures) > self.rule.remembered:
            self._evict(key, now)
        return failures

    def _expired(self, failures: _Failures, now: float) -> bool:
        return now >= failures.locked_until and now >= failures.last + self.rule.forget

    def _evict(self, newest: tuple[str, str], now: float) -> None:
        unlocked = (k for k, f in self._failures.items() if k != newest and now >= f.locked_until)
        oldest = next(unlocked, None) or next(iter(self._failures))
        del self._failures[oldest]


def _key(user: str, address: str) -> tuple[str, str]:
    return user[:LONGEST_NAME], source(address)


def source(address: str) -> str:
    """Return what counts as one source: an IPv4 address, or the /64 of an IPv6 address.

    Whoever has one address of a /64 has them all. What is no address is returned as it is.
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"
    return str(parsed)
