"""Delay and lock-out after failed logins, by the clock."""

from esatui.throttle import Rule, Throttle, source

USER, HERE, THERE = "admin", "192.168.42.10", "192.168.42.11"


def failures(throttle: Throttle, count: int, now: float = 0.0, user: str = USER) -> list[float]:
    return [throttle.begin(user, HERE, now).delay for _ in range(count)]


def test_delay_doubles_up_to_a_limit() -> None:
    assert failures(Throttle(Rule(attempts=99)), 7) == [0.5, 1, 2, 4, 8, 8, 8]


def test_fifth_failure_locks_for_fifteen_minutes() -> None:
    throttle = Throttle()
    failures(throttle, 4)
    assert throttle.begin(USER, HERE, 10).allowed
    assert not throttle.begin(USER, HERE, 10).allowed
    assert not throttle.begin(USER, HERE, 909.9).allowed
    assert throttle.begin(USER, HERE, 910).allowed


def test_attempts_while_locked_do_not_prolong_the_lock_or_the_delay() -> None:
    throttle = Throttle()
    failures(throttle, 5)
    assert failures(throttle, 20, now=800) == [8.0] * 20
    assert throttle.begin(USER, HERE, 901).allowed


def test_lock_is_of_one_user_from_one_address() -> None:
    throttle = Throttle()
    failures(throttle, 5)
    assert throttle.locked(USER, HERE, 1)
    assert throttle.begin(USER, THERE, 1).allowed
    assert throttle.begin("joe", HERE, 1).allowed


def test_success_clears() -> None:
    throttle = Throttle()
    failures(throttle, 4)
    throttle.succeeded(USER, HERE)
    assert failures(throttle, 2) == [0.5, 1]
    assert len(throttle) == 1


def test_quiet_time_clears() -> None:
    throttle = Throttle()
    failures(throttle, 3, now=100)
    assert failures(throttle, 1, now=999) == [4]
    assert failures(throttle, 1, now=1899) == [0.5]


def test_attempt_counts_before_its_outcome_is_known() -> None:
    throttle = Throttle()
    at_once = [throttle.begin(USER, HERE, 0).allowed for _ in range(50)]
    assert at_once.count(True) == 5


def test_memory_is_bounded_and_locks_stay() -> None:
    throttle = Throttle(Rule(remembered=8))
    failures(throttle, 5)
    for number in range(100):
        failures(throttle, 1, now=1, user=f"joe{number}")
    assert len(throttle) == 8
    assert throttle.locked(USER, HERE, 2)


def test_memory_is_bounded_when_all_are_locked() -> None:
    throttle = Throttle(Rule(remembered=8, attempts=1))
    for number in range(100):
        failures(throttle, 1, user=f"joe{number}")
    assert len(throttle) == 8


def test_long_names_are_cut() -> None:
    throttle = Throttle()
    failures(throttle, 5, user="x" * 1000)
    assert throttle.locked("x" * 64, HERE, 1)


def test_sources() -> None:
    assert source("::ffff:192.168.42.10") == HERE
    assert source("2001:db8::1") == source("2001:db8::ffff:2") == "2001:db8::/64"
    assert source("fe80::1%eth0") == "fe80::/64"
    assert source("2001:db8:0:1::1") != source("2001:db8::1")
    assert source("somewhere") == "somewhere"
