from __future__ import annotations

import dataclasses
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.model.destinations import (
    Dane,
    DefaultDestination,
    Destination,
    Destinations,
    IpSortPreference,
    LimitApply,
    LimitType,
    OutboundTls,
)
from state.operations.destination_file import (
    FILE_LIMIT,
    parse_destinations,
    render_destinations,
)
from state.operations.destinations import canonical_default, canonical_entry
from state.operations.ini import FileFault
from tests.state.operations.drafts import factory_draft

DRAFT = factory_draft("partner.com", bounces=("tls_failed",))

DEFAULT = """\
[DEFAULT]
ip_sort_pref = PREFER_V6
max_host_concurrency = 500
max_messages_per_connection = 50
recipient_minutes = 60
recipient_limit = 300
limit_type = host
limit_apply = VG
table_tls = off
bounce_validation = off
send_tls_req_alert = 0
certificate = Demo
"""
EXAMPLE = f"""\
{DEFAULT}
[example1.com]
ip_sort_pref = PREFER_V6
recipient_minutes = 60
recipient_limit = 100
table_tls = require_verify
limit_apply = VG
bounce_profile = tls_failed
limit_type = host

[example2.com]
table_tls = on
bounce_profile = tls_failed
"""


def parse(text: str) -> Destinations:
    return parse_destinations(DRAFT, text.encode())


def test_the_example_of_the_reference() -> None:
    assert parse(EXAMPLE) == Destinations(
        default=DefaultDestination(recipient_limit=300, limit_apply="VG"),
        entries={
            "example1.com": Destination(
                ip_sort="PREFER_V6",
                recipient_minutes=60,
                recipient_limit=100,
                tls="required_verify",
                limit_apply="VG",
                limit_type="host",
                bounce_profile="tls_failed",
            ),
            "example2.com": Destination(tls="preferred", bounce_profile="tls_failed"),
        },
    )


def test_numbers_and_any_letter_case_stand_for_words() -> None:
    text = (
        DEFAULT.replace("= host", "= 1")
        .replace("= VG", "= 0")
        .replace("table_tls = off", "TABLE_TLS = 5\ndane = 2")
        .replace("bounce_validation = off", "bounce_validation = ON")
        .replace("send_tls_req_alert = 0", "send_tls_req_alert = 1")
        .replace("recipient_limit = 300", "recipient_limit = 0")
        .replace("certificate = Demo", "certificate = partner.com")
        .replace("PREFER_V6", "require_v4")
        .replace("[DEFAULT]", "[default]")
    )
    assert parse(text) == Destinations(
        certificate="partner.com",
        send_tls_alert=True,
        default=DefaultDestination(
            ip_sort="REQUIRE_V4",
            limit_type="MXIP",
            limit_apply="system",
            tls="required_verify_hosted",
            dane="mandatory",
            bounce_verification=True,
        ),
    )


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("0", "off"),
        ("off", "off"),
        ("1", "preferred"),
        ("on", "preferred"),
        ("2", "required"),
        ("required", "required"),
        ("require", "required"),
        ("3", "preferred_verify"),
        ("on_verify", "preferred_verify"),
        ("4", "required_verify"),
        ("require_verify", "required_verify"),
        ("5", "required_verify_hosted"),
        ("require_verify_hosted", "required_verify_hosted"),
    ],
)
def test_words_of_tls(word: str, level: OutboundTls) -> None:
    table = parse(f"{DEFAULT}[a.example]\ntable_tls = {word}\n")
    assert table.entries["a.example"].tls == level


@pytest.mark.parametrize(
    "name",
    [line.partition(" ")[0] for line in DEFAULT.splitlines()[1:] if "certificate" not in line],
)
def test_what_the_default_section_must_have(name: str) -> None:
    text = "".join(line for line in DEFAULT.splitlines(keepends=True) if not line.startswith(name))
    with pytest.raises(FileFault) as caught:
        parse(text)
    assert caught.value.text == (
        f'Error in line 1, section [DEFAULT]:\nThe key "{name}" is required.'
    )


def test_the_certificate_is_demo_when_it_is_missing() -> None:
    draft = dataclasses.replace(DRAFT).write(destinations=Destinations(certificate="partner.com"))
    text = DEFAULT.replace("certificate = Demo\n", "")
    assert parse_destinations(draft, text.encode()).certificate == "Demo"


VALUES = "The value must be one of: "


@pytest.mark.parametrize(
    ("section", "text"),
    [
        (
            "[a.example]\nmax_host_concurrency = 5\nlimit_type = host\n",
            'line 14, section [a.example]:\nThe key "max_host_concurrency" requires "limit_apply".',
        ),
        (
            "[a.example]\nrecipient_limit = 5\nlimit_type = host\nlimit_apply = VG\n",
            'line 14, section [a.example]:\nThe key "recipient_limit" requires "recipient_minutes".',
        ),
        (
            "[a.example]\ntable_tls = maybe\n",
            (
                f"line 14, section [a.example]:\ntable_tls: {VALUES}off, on, required, on_verify, "
                "require_verify, require_verify_hosted."
            ),
        ),
        (
            "[a.example]\ndane = yes\n",
            f"line 14, section [a.example]:\ndane: {VALUES}off, opportunistic, mandatory.",
        ),
        (
            "[a.example]\nmax_messages_per_connection = many\n",
            (
                "line 14, section [a.example]:\n"
                "max_messages_per_connection: The value must be an integer."
            ),
        ),
        (
            "[a.example]\nrecipient_minutes = 61\n",
            "line 14, section [a.example]:\nrecipient_minutes: The value must be between 1 and 60.",
        ),
        (
            "[a.example]\nbounce_profile = missing\n",
            "line 14, section [a.example]:\nInvalid profile name",
        ),
        (
            "[a.example]\ncertificate = Demo\n",
            'line 14, section [a.example]:\nUnknown key "certificate".',
        ),
        ("[a.example]\ncolour = red\n", 'line 14, section [a.example]:\nUnknown key "colour".'),
        (
            "[a.example]\n[A.example]\n",
            "line 14, section [A.example]:\nThe section appears twice, first in line 13.",
        ),
        (
            "[default]\n",
            "line 13, section [default]:\nThe section appears twice, first in line 1.",
        ),
        (
            "[a..example]\n",
            (
                "line 13, section [a..example]:\n"
                "A hostname is a string that must match the following rules:"
            ),
        ),
    ],
)
def test_faults_name_line_and_section(section: str, text: str) -> None:
    with pytest.raises(FileFault) as caught:
        parse(DEFAULT + section)
    assert caught.value.text.startswith(f"Error in {text}")
    assert caught.value.field == "file"


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (
            "certificate = Demo",
            "certificate = gone.example",
            'line 12, section [DEFAULT]:\nThe certificate profile "gone.example" does not exist.',
        ),
        (
            "send_tls_req_alert = 0",
            "send_tls_req_alert = 2",
            f"line 11, section [DEFAULT]:\nsend_tls_req_alert: {VALUES}0, 1.",
        ),
        (
            "certificate = Demo",
            "bounce_profile = tls_failed",
            "line 12, section [DEFAULT]:\nInvalid profile name",
        ),
        ("[DEFAULT]", "[other]", "the file:\nThe section [DEFAULT] is missing."),
    ],
)
def test_faults_of_the_default_section(old: str, new: str, text: str) -> None:
    with pytest.raises(FileFault) as caught:
        parse(DEFAULT.replace(old, new))
    assert caught.value.text == f"Error in {text}"


def test_an_address_may_stand_in_one_or_two_pairs_of_brackets() -> None:
    table = parse(f"{DEFAULT}[[192.0.2.1]]\ntable_tls = on\n[192.0.2.2]\n[[IPv6:2001:db8::1]]\n")
    assert list(table.entries) == ["[192.0.2.1]", "[192.0.2.2]", "[IPv6:2001:db8::1]"]


def test_the_factory_table() -> None:
    assert (
        render_destinations(Destinations()).decode()
        == """\
[DEFAULT]
ip_sort_pref = PREFER_V6
max_host_concurrency = 500
max_messages_per_connection = 50
recipient_minutes = 60
recipient_limit = 0
limit_type = host
limit_apply = system
table_tls = off
bounce_validation = off
send_tls_req_alert = 0
certificate = Demo
"""
    )


def test_what_is_not_set_for_a_domain_is_not_exported() -> None:
    table = Destinations(
        entries={
            "b.example": Destination(),
            "a.example": Destination(tls="off", ip_sort="PREFER_V4"),
        }
    )
    _, _, exported = render_destinations(table).decode().partition("certificate = Demo\n")
    assert (
        exported
        == """
[a.example]
ip_sort_pref = PREFER_V4
table_tls = off

[b.example]
"""
    )


def test_a_table_from_elsewhere_can_be_imported_too() -> None:
    """A loaded configuration may hold limits that do not say how they are counted."""
    entry = Destination(concurrency=5, recipient_limit=7)
    exported = render_destinations(Destinations(entries={"a.example": entry}))
    assert parse_destinations(DRAFT, exported).entries["a.example"] == Destination(
        concurrency=5,
        recipient_limit=7,
        recipient_minutes=60,
        limit_type="host",
        limit_apply="system",
    )


def or_none(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.one_of(st.none(), values)


def numbers(low: int, high: int) -> st.SearchStrategy[int]:
    return st.one_of(st.just(low), st.just(high), st.integers(low, high))


COMMON: dict[str, st.SearchStrategy[object]] = {
    "concurrency": numbers(1, 1000),
    "messages_per_connection": numbers(1, 1000),
    "recipient_minutes": numbers(1, 60),
    "limit_type": st.sampled_from(get_args(LimitType)),
    "limit_apply": st.sampled_from(get_args(LimitApply)),
    "tls": st.sampled_from(get_args(OutboundTls)),
    "dane": st.sampled_from(get_args(Dane)),
    "bounce_verification": st.booleans(),
    "ip_sort": st.sampled_from(get_args(IpSortPreference)),
}
RECIPIENTS = or_none(numbers(0, 1_000_000_000))
DEFAULTS = st.builds(
    DefaultDestination, recipient_limit=RECIPIENTS, **COMMON
).map(canonical_default)  # fmt: skip
ENTRIES = st.builds(
    Destination,
    recipient_limit=RECIPIENTS,
    bounce_profile=or_none(st.sampled_from(["Default", "tls_failed"])),
    **{name: or_none(values) for name, values in COMMON.items()},
).map(lambda entry: canonical_entry(DRAFT, entry))
DOMAINS = st.one_of(
    st.from_regex(r"\A\.?[a-z0-9]{1,8}(\.[a-z0-9]{1,8}){1,3}\.[a-z]{2,6}\Z"),
    st.sampled_from(["[192.0.2.1]", "[IPv6:2001:db8::1]", "xn--3e0b707e.kr", "a_b.example"]),
)
TABLES = st.builds(
    Destinations,
    certificate=st.sampled_from(["Demo", "partner.com"]),
    send_tls_alert=st.booleans(),
    default=DEFAULTS,
    entries=st.dictionaries(DOMAINS, ENTRIES, max_size=5),
)


@given(TABLES)
def test_what_is_exported_is_imported_again(table: Destinations) -> None:
    assert parse_destinations(DRAFT, render_destinations(table)) == table


@given(st.lists(st.sampled_from([*EXAMPLE.splitlines(), "[x", "y", "= 1", "table_tls = 9"])))
def test_lines_in_any_order_are_a_table_or_a_fault(lines: list[str]) -> None:
    try:
        table = parse("\n".join(lines))
    except FileFault:
        return
    assert parse(render_destinations(table).decode()) == table


def test_ten_thousand_domains() -> None:
    entry = Destination(tls="required", concurrency=5, limit_type="host", limit_apply="system")
    table = Destinations(entries={f"d{number:05}.example.com": entry for number in range(10_000)})
    data = render_destinations(table)
    assert len(data) < FILE_LIMIT
    assert parse_destinations(DRAFT, data) == table


def test_more_domains_than_any_table_has() -> None:
    sections = "".join(f"[d{number}]\n" for number in range(100_001))
    with pytest.raises(FileFault, match="more than 100000 entries"):
        parse(DEFAULT + sections)
