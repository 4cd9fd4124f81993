from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench._linear_hat import classify
from state.errors import StateError
from state.factory import inbound_listener, private_host_access, public_host_access
from state.hat import Classifier
from state.model.listeners import (
    AccessRule,
    HostAccessTable,
    Listener,
    MailFlowPolicy,
    PolicyParameters,
    SenderGroup,
)

POLICIES: dict[str, MailFlowPolicy] = {
    "ACCEPTED": MailFlowPolicy(rule="ACCEPT"),
    "BLOCKED": MailFlowPolicy(rule="REJECT"),
    "LATER": MailFlowPolicy(rule="CONTINUE"),
}


def table(*groups: tuple[str, ...], policy: str = "BLOCKED") -> HostAccessTable:
    named = {
        f"G{number}": SenderGroup(policy=policy, senders=senders)
        for number, senders in enumerate(groups, 1)
    }
    named["ALL"] = SenderGroup(policy="ACCEPTED")
    return HostAccessTable(policies=POLICIES, groups=named, order=tuple(named))


def matched(
    hat: HostAccessTable, address: str, hostname: str | None = None, score: float | None = None
) -> tuple[str, str]:
    match = Classifier(hat).classify(address, hostname, verified=True, score=score)
    return match.group, match.entry


@pytest.mark.parametrize(
    ("entry", "inside", "outside"),
    [
        ("192.0.2.1", ["192.0.2.1", "::ffff:192.0.2.1"], ["192.0.2.2", "::c000:201"]),
        ("192.0.2.0/30", ["192.0.2.0", "192.0.2.3"], ["192.0.2.4", "192.0.1.255"]),
        ("0.0.0.0/0", ["0.0.0.1", "255.255.255.255"], ["2001:db8::1"]),
        ("10.1.1.10-10.1.2.20", ["10.1.1.10", "10.1.2.20"], ["10.1.1.9", "10.1.2.21"]),
        ("192.168.", ["192.168.0.0", "192.168.255.255"], ["192.169.0.0", "192.16.8.1"]),
        ("10.", ["10.0.0.0", "10.255.255.255"], ["11.0.0.0", "9.255.255.255"]),
        ("2001:db8::/32", ["2001:db8::1", "2001:db8:ffff::"], ["2001:db9::", "32.1.13.184"]),
        ("fe80::1", ["fe80::1%2"], ["fe80::2"]),
        ("::ffff:192.0.2.0/120", ["192.0.2.9"], ["192.0.3.9"]),
    ],
)
def test_entries_about_addresses(entry: str, inside: list[str], outside: list[str]) -> None:
    assert {matched(table((entry,)), each) for each in inside} == {("G1", entry)}
    assert {matched(table((entry,)), each) for each in outside} == {("ALL", "ALL")}


@pytest.mark.parametrize(
    ("entry", "inside", "outside"),
    [
        ("mail.example.com", ["mail.example.com", "MAIL.Example.com."], ["a.mail.example.com"]),
        (".example.com", ["a.example.com", "a.b.example.com"], ["example.com", "anexample.com"]),
        ("1and1.example", ["1and1.example"], ["and1.example"]),
        (".com", ["example.com"], ["com"]),
    ],
)
def test_entries_about_names(entry: str, inside: list[str], outside: list[str]) -> None:
    hat = table((entry,))
    assert {matched(hat, "192.0.2.1", each) for each in inside} == {("G1", entry)}
    assert {matched(hat, "192.0.2.1", each) for each in outside} == {("ALL", "ALL")}


def test_a_name_that_does_not_lead_back_does_not_count() -> None:
    hat = table(("mail.example.com", ".example.com"))
    match = Classifier(hat).classify("192.0.2.1", "mail.example.com", verified=False)
    assert match.group == "ALL"


def test_scores_include_both_ends_and_the_first_group_has_the_border() -> None:
    hat = public_host_access()
    groups = {
        score: matched(hat, "192.0.2.1", score=score)
        for score in (-10.0, -3.1, -3.0, -2.9, -1.0, 0.0, 10.0, None)
    }
    assert groups == {
        -10.0: ("BLOCKED_LIST", "sbrs[-10.0:-3.0]"),
        -3.1: ("BLOCKED_LIST", "sbrs[-10.0:-3.0]"),
        -3.0: ("BLOCKED_LIST", "sbrs[-10.0:-3.0]"),
        -2.9: ("SUSPECTLIST", "sbrs[-3.0:-1.0]"),
        -1.0: ("SUSPECTLIST", "sbrs[-3.0:-1.0]"),
        0.0: ("UNKNOWNLIST", "sbrs[-1.0:10.0]"),
        10.0: ("UNKNOWNLIST", "sbrs[-1.0:10.0]"),
        None: ("UNKNOWNLIST", "sbrs[none]"),
    }


def test_the_first_group_and_its_first_entry_count() -> None:
    hat = table(("10.0.0.0/8", "10.1.1.1"), ("10.1.1.1", ".example.com"))
    assert matched(hat, "10.1.1.1", "a.example.com") == ("G1", "10.0.0.0/8")
    assert matched(hat, "11.1.1.1", "a.example.com") == ("G2", ".example.com")
    moved = replace(hat, order=("G2", "G1", "ALL"))
    assert matched(moved, "10.1.1.1", "b.example") == ("G2", "10.1.1.1")


def test_a_group_whose_policy_continues_is_passed_over() -> None:
    hat = table(("10.0.0.0/8",), ("10.1.1.1",))
    later = {**hat.groups, "G1": replace(hat.groups["G1"], policy="LATER")}
    assert matched(replace(hat, groups=later), "10.1.1.1") == ("G2", "10.1.1.1")
    assert matched(replace(hat, groups=later), "10.1.1.2") == ("ALL", "ALL")


def test_nothing_is_let_in_when_even_all_says_continue() -> None:
    hat = table()
    hat = replace(hat, groups={"ALL": SenderGroup(policy="LATER")})
    assert Classifier(hat).classify("192.0.2.1").rule == "REJECT"


def test_a_private_listener_knows_no_reputation() -> None:
    hat = public_host_access()
    listener = Listener(type="private", interface="Management", hat=hat)
    assert Classifier.of(listener).classify("192.0.2.1", score=1.0).group == "ALL"
    assert Classifier.of(inbound_listener()).classify("192.0.2.1").group == "UNKNOWNLIST"


def test_policy_rule_and_parameters_come_with_the_match() -> None:
    hat = private_host_access()
    relays = replace(hat.groups["RELAYLIST"], senders=("192.168.1.0/24",))
    hat = replace(
        hat,
        groups={**hat.groups, "RELAYLIST": relays},
        default=replace(hat.default, tls="required", max_messages=7),
    )
    classifier = Classifier(hat)
    relay = classifier.classify("192.168.1.9")
    assert (relay.policy, relay.rule) == ("RELAYED", "RELAY")
    assert (relay.parameters.tls, relay.parameters.max_messages) == ("required", 7)
    assert classifier.classify("192.168.2.9").rule == "REJECT"


@pytest.mark.parametrize(
    "senders", [("300.1.1.1",), ("1.1.1",), ("1.1.1.1/33",), ("::1/129",), ("sbrs[9:1]",)]
)
def test_a_table_that_is_not_valid_is_refused(senders: tuple[str, ...]) -> None:
    with pytest.raises(StateError):
        Classifier(table(senders))


@pytest.mark.parametrize("address", ["", "1.2.3", "1.2.3.4.5", "x", "::1::", "1.2.3.4\n"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(StateError):
        Classifier(table()).classify(address)


def test_a_policy_that_does_not_exist_is_refused() -> None:
    hat = replace(table(), groups={"ALL": SenderGroup(policy="GONE")})
    with pytest.raises(StateError, match="GONE"):
        Classifier(hat)


# Few values, so that entries overlap and senders are found.
_PART = st.sampled_from([0, 1, 2, 128, 255])
_IPV4 = st.builds("10.{}.{}.{}".format, _PART, _PART, _PART)
_IPV6 = st.sampled_from(["2001:db8::", "2001:db8::1", "2001:db8:1::1", "::ffff:10.1.1.1"])
_NAME = st.sampled_from(["a.example", "1.example", "b.a.example", "c.b.a.example", "example"])
_SCORE = st.integers(-100, 100).map(lambda tenths: tenths / 10)


def _range(ends: tuple[str, str]) -> str:
    low, high = sorted(ends, key=lambda text: tuple(map(int, text.split("."))))
    return f"{low}-{high}"


_ENTRY = st.one_of(
    _IPV4,
    st.builds(lambda bits: f"10.0.0.0/{bits}", st.integers(0, 15)),
    st.sampled_from(["10.1.", "10.", "10.2.0.", "10.128.0.0/9", "10.1.2.0/24", "0.0.0.0/0"]),
    st.tuples(_IPV4, _IPV4).map(_range),
    _IPV6.filter(lambda text: "ffff" not in text),
    st.sampled_from(["2001:db8::/32", "2001:db8::/64", "::/0"]),
    _NAME,
    _NAME.map(".{}".format),
    st.tuples(_SCORE, _SCORE).map(lambda ends: "sbrs[{:.1f}:{:.1f}]".format(*sorted(ends))),
    st.just("sbrs[none]"),
)
_RULE = st.sampled_from(tuple(POLICIES))
_GROUPS = st.lists(st.tuples(_RULE, st.lists(_ENTRY, max_size=6)), max_size=5)


@given(
    groups=_GROUPS,
    senders=st.lists(
        st.tuples(_IPV4 | _IPV6, st.none() | _NAME, st.none() | _SCORE), min_size=1, max_size=20
    ),
)
def test_the_classifier_finds_what_a_linear_scan_finds(
    groups: list[tuple[str, list[str]]], senders: list[tuple[str, str | None, float | None]]
) -> None:
    named = {
        f"G{number}": SenderGroup(policy=policy, senders=tuple(entries))
        for number, (policy, entries) in enumerate(groups)
    }
    named["ALL"] = SenderGroup(policy="ACCEPTED")
    hat = HostAccessTable(policies=POLICIES, groups=named, order=tuple(named))
    classifier = Classifier(hat)
    for address, hostname, score in senders:
        match = classifier.classify(address, hostname, verified=True, score=score)
        assert (match.group, match.entry) == classify(hat, address, hostname, score)
        rule: AccessRule = POLICIES[named[match.group].policy].rule
        assert match.rule == rule


def test_parameters_are_those_of_the_policy_then_the_default() -> None:
    policy = MailFlowPolicy(rule="ACCEPT", parameters=PolicyParameters(max_recipients=3))
    hat = replace(table(), policies={"ACCEPTED": policy})
    parameters = Classifier(hat).classify("192.0.2.1").parameters
    assert (parameters.max_recipients, parameters.max_messages) == (3, 10)
