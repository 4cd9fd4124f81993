"""All that `state` says can be said in Korean: read from the code, not from a list."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Mapping
from functools import cache
from typing import Literal, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens import phrases
from screens.appliance_words import entries, named, said
from screens.kit.sides import setting_words, value_words
from screens.language import use
from screens.phrases import (
    LONGEST,
    MOST_LOOKUPS,
    Kind,
    Pair,
    Part,
    Phrases,
    Said,
    parts_of,
    readings,
)
from state.changes import Change, ChangeMismatch
from state.model.configuration import Configuration
from state.model.levels import Level
from state.model.listeners import HostAccessTable, MailFlowPolicy, PolicyParameters
from state.objects import NAMES, label
from state.operations.interfaces import PORT_SERVICES
from state.overview.changes import differences
from state.shape import Shape, is_data_class, shape_of
from tests.screens.error_texts import ErrorTexts, Hole, Template, written
from tests.screens.source import Source, files

CODE = ("state", "screens", "esatui/ldap.py", "esatui/services/ldap")
"""Where errors are made that can reach a dashboard."""
ERRORS = {
    "state.errors.StateError": 0,
    "state.documents.DocumentError": 0,
    "state.validation.fault.Fault": 2,
}
"""Their classes, and the place of the text among the arguments."""
NAMES_CODE, NAMES_ANSWER = "esatui/services/network", "esatui.services.network.answers.Answer"
"""Where names are looked up, and what says why that failed."""
FUNCTIONS = (
    ("state.validation.fault", "text_with"),
    ("state.operations.address_lists", "users"),
    ("state.certificates.authorities", "_fault"),
    ("state.certificates.authorities", "_rootless"),
)
"""What else makes texts that people are shown."""
UNSEEN = {
    # The parsers of TOML say what they found, in words of their own.
    "state.documents: str(error).replace(_ROOT, '`')",
}
SAME = {"SERVFAIL", "TLS: {reason}", "  {object:name} ({user}, {time} GMT)"}
"""Phrases whose only words are terms: a protocol, a time zone."""
MARKED = {
    'The address list "{}" is used by {}.',
    'The bounce profile "{}" is used by: {}',
}
"""Where a value is a text or the name of an object, although the code does not show it."""
TERMS = {"AutoSupport", "SenderBase", "StartTLS"}
"""Names of settings that are the same in both languages, and not only capitals."""
STAYING = {
    *("role", "dlp_tracking", "url_tracking", "privileges"),
    *("level", "masqueraded"),
}
"""Settings whose values are words of the appliance: of its roles, its log and of mail."""
PRODUCTS = {"Active Directory", "OpenLDAP", "Outbreak Filters"}
LETTER = re.compile(r"[A-Za-z]")
HANGUL = re.compile(r"[가-힣]")


@pytest.fixture(autouse=True)
def in_korean(english: None) -> None:
    use("ko")


@cache
def texts() -> ErrorTexts:
    found = ErrorTexts(Source(files(*CODE)), ERRORS)
    for module, name in FUNCTIONS:
        found.read_function(module, name)
    answers = ErrorTexts(Source(files(NAMES_CODE)), {NAMES_ANSWER: None})
    assert answers.unseen == set()
    found.found |= answers.found
    return found


@cache
def in_code() -> Mapping[str, list[Template]]:
    """Return the templates of the code that have words in them, by what they look like."""
    found: dict[str, list[Template]] = {}
    for template in texts().found:
        if any(isinstance(part, str) and LETTER.search(part) for part in template):
            found.setdefault(written(template), []).append(template)
    return found


@cache
def catalogue() -> Mapping[str, str]:
    system = {os.strerror(number) for number in errno.errorcode}
    return {key: value for key, value in entries("ko", "phrases").items() if key not in system}


def bare(phrase: str) -> str:
    """Return a phrase without the names of its holes."""
    return re.sub(r"(?<!\{)\{\w+(:\w+)?\}(?!\})", "{}", phrase)


def holes(phrase: str) -> list[Part]:
    return list(parts_of(phrase)[:-1])


def test_all_texts_can_be_read_from_the_code() -> None:
    assert texts().unseen == UNSEEN
    assert len(in_code()) > 300


def test_every_text_has_a_translation() -> None:
    known = set(map(bare, catalogue()))
    # One without values may be read by a phrase in which they are values.
    missing = [text for text in in_code() if text not in known and not HANGUL.search(said(text))]
    assert {text: in_code()[text] for text in missing} == {}


def test_no_translation_is_left_over() -> None:
    # Phrases without words hold others together: `{object:name}: {reason:text}`.
    left = [
        each for each in catalogue() if bare(each) not in in_code() and LETTER.search(bare(each))
    ]
    assert left == []


def test_translations_are_korean_and_keep_what_is_filled_in() -> None:
    for english, korean in [*entries("ko", "phrases").items(), *entries("ko", "levels").items()]:
        names = [part.hole for part in holes(english)]
        assert len(names) == len(set(names)), english
        assert sorted(map(str, names)) == sorted(str(part.hole) for part in holes(korean)), english
        assert HANGUL.search(korean) or english in SAME or not LETTER.search(bare(english)), english


def test_holes_are_separate() -> None:
    """Where one value ends and the next one begins can be seen."""
    for english in entries("ko", "phrases"):
        assert all(part.before for part in holes(english)[1:]), english


def test_what_is_translated_in_turn_is_what_the_code_fills_in_as_a_text() -> None:
    marks = {bare(each): [part.kind != "" for part in holes(each)] for each in catalogue()}
    for text, templates in in_code().items():
        kinds = [[part.text for part in each if isinstance(part, Hole)] for each in templates]
        wanted = [any(column) for column in zip(*kinds, strict=True)]
        assert marks.get(text, []) == wanted or text in MARKED, text


@pytest.mark.parametrize(
    "number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO, errno.EDQUOT]
)
def test_what_the_system_says(number: int) -> None:
    assert HANGUL.search(said(os.strerror(number)))
    text = f"Error: the configuration cannot be saved: {os.strerror(number)}"
    assert not LETTER.search(said(text))


def test_every_object_has_a_name() -> None:
    names = entries("ko", "names")
    assert NAMES.values() - names.keys() == set()
    for level in (("machines", "M"), ("groups", "G"), ("cluster",)):
        for pattern, name in NAMES.items():
            path = [f"name{i}" if step == "*" else step for i, step in enumerate(pattern)]
            keys = [step for step, wanted in zip(path, pattern, strict=True) if wanted == "*"]
            end = {"machines": "", "groups": " (그룹 G)", "cluster": " (클러스터)"}[level[0]]
            korean = re.sub(r":\.16\}", "}", names[name]).format(*keys) + end
            assert named(label((*level, *path))) == korean


@pytest.mark.parametrize(
    ("path", "korean"),
    [
        (("machines", "A1"), "머신: A1"),
        (("groups", "Main"), "그룹: Main"),
        (("cluster",), "클러스터"),
        ((), "클러스터"),
        (("membership", "A1"), "머신의 그룹: A1"),
        (("members", "A1"), "클러스터 머신: A1"),
        (("prepared", "A1"), "준비된 머신: A1"),
    ],
)
def test_objects_of_a_cluster(path: tuple[str, ...], korean: str) -> None:
    assert named(label(path)) == korean


def test_other_names() -> None:
    source = ErrorTexts(Source(files("state")), {})
    source.read_function("state.operations.usage", "label")
    services = {written(template).replace("{}", "{0}") for template in source.found}
    ports = {service.label for service in PORT_SERVICES}
    assert len(services) == 7
    assert (services | ports) - entries("ko", "names").keys() == set()
    for level in (Level("cluster", "c"), Level("group", "g"), Level("machine", "m")):
        assert HANGUL.search(named(str(level)))


def model() -> dict[type, Shape]:
    """Return all data classes of the model."""
    found: dict[type, Shape] = {}
    waiting: list[type] = [Configuration]
    while waiting:
        kind = waiting.pop()
        if kind not in found and is_data_class(kind):
            found[kind] = shape_of(kind)
            waiting += [*found[kind].nested.values(), *found[kind].tables.values()]
    return found


def test_every_setting_has_a_name() -> None:
    fields = {name for shape in model().values() for name in shape.types}
    settings = entries("ko", "settings")
    assert fields == settings.keys()
    assert all(
        HANGUL.search(name) or name == name.upper() or name in TERMS for name in settings.values()
    )
    english = entries("en", "settings")
    assert fields == english.keys()
    assert all(name[0].isupper() and "_" not in name for name in english.values())


def literals(kind: object) -> set[str]:
    if get_origin(kind) is Literal:
        return set(map(str, get_args(kind)))
    return {text for each in get_args(kind) for text in literals(each)}


def test_every_value_has_a_name() -> None:
    found = {
        (name, value)
        for shape in model().values()
        for name, kind in shape.types.items()
        for value in literals(kind)
        # Terms: what the appliance itself writes in capitals, its roles and its log files.
        if value != value.upper() and name not in STAYING
    }
    values = entries("ko", "values").keys() - {"yes", "no"}
    wanted = {value for _, value in found if not value.endswith(" Logs")} - PRODUCTS
    assert wanted == values
    english = entries("en", "values")
    assert {value for value in values if value == value.lower()} == english.keys() - {"yes", "no"}
    assert not any("_" in name for name in english.values())


def test_keys_of_tables_are_not_settings() -> None:
    """A sender group may be called `default`: only what the model names is translated."""
    policy = MailFlowPolicy(rule="ACCEPT", parameters=PolicyParameters(tls="required", dhap=True))
    table = HostAccessTable(policies={"default": policy})
    change = Change(("cluster", "listeners", "entries", "tls", "hat"), None, table)
    shown = {each.setting: each for each in differences(change)}
    tls = shown["policies.default.parameters.tls"]
    assert setting_words(tls) == "정책 > default > 매개변수 > TLS"
    assert value_words(tls, tls.new) == "필수"
    dhap = shown["policies.default.parameters.dhap"]
    assert value_words(dhap, dhap.new) == "예"
    use("en")
    assert setting_words(tls) == "Policies > default > Parameters > TLS"
    assert value_words(tls, tls.new) == "Required"
    assert value_words(dhap, dhap.new) == "yes"


def test_changes_of_single_settings() -> None:
    path = ("machines", "M", "interfaces", "entries", "Management")
    change = Change(
        path, {"redirect": False, "hostname": "yes"}, {"redirect": True, "hostname": "no"}
    )
    redirect, hostname = differences(change)
    assert setting_words(redirect) == "HTTPS로 리디렉션"
    assert (value_words(redirect, redirect.old), value_words(redirect, "")) == ("아니요", "-")
    assert (setting_words(hostname), value_words(hostname, hostname.old)) == ("호스트 이름", "yes")


def test_keys_and_requests_are_there_or_others() -> None:
    one, two = (f"-----BEGIN CERTIFICATE REQUEST-----\n{each}\n" for each in "12")
    path = ("cluster", "certificates", "profiles", "mail")
    [changed] = differences(Change(path, {"csr": one}, {"csr": two}))
    assert [value_words(changed, value) for value in (changed.old, changed.new)] == [
        "있음",
        "다른 요청",
    ]
    [made] = differences(Change(path, {"csr": None}, {"csr": two}))
    assert [value_words(made, value) for value in (made.old, made.new)] == ["-", "있음"]


def test_texts_in_texts() -> None:
    in_use = (
        'The certificate profile "Users" is in use and cannot be deleted.\n'
        "It is assigned to the following services:\n  Listener: InboundMail\n  Outbound TLS"
    )
    assert said(in_use) == (
        '인증서 프로파일 "Users": 사용 중이므로 삭제할 수 없습니다.\n'
        "다음 서비스에 할당되어 있습니다.\n  리스너: InboundMail\n  아웃바운드 TLS"
    )
    both = (
        "Changed by both:\n\n  Users (Group Main) (bob, Tue Nov 24 12:00:00 2026 GMT)\n"
        "  Mail Flow Policy: ACCEPTED (InboundMail) (amy, Tue Nov 24 12:00:00 2026 GMT)"
    )
    assert said(both) == (
        "양쪽에서 변경한 대상:\n\n  사용자 (그룹 Main) (bob, Tue Nov 24 12:00:00 2026 GMT)\n"
        "  메일 플로우 정책: ACCEPTED (InboundMail) (amy, Tue Nov 24 12:00:00 2026 GMT)"
    )
    email = 'An email address is a localname, an "@" and a domain. (Ex: admin@example.com)'
    assert said(f"Parsing failed: Alert Recipient: a@b: {email}") == (
        '구문 분석 실패: 알림 수신자: a@b: 이메일 주소는 로컬 이름, "@", 도메인으로 이루어집니다.'
        " (예: admin@example.com)"
    )
    mismatch = ChangeMismatch(("cluster", "users", "accounts", "amy"))
    assert said(mismatch.text) == "사용자: amy (클러스터): 변경했을 때와 상태가 다릅니다."


def test_values_are_never_phrases() -> None:
    inner = "The value cannot be blank."
    assert said(f'The listener "{inner}" does not exist.') == f'리스너 "{inner}": 없습니다.'
    assert said('The listener "{name:text}{0}" does not exist.') == (
        '리스너 "{name:text}{0}": 없습니다.'
    )
    assert said('The listener "[bold]x[/]" does not exist.') == '리스너 "[bold]x[/]": 없습니다.'


def test_what_is_not_known_stays() -> None:
    for text in (
        "",
        "Something else",
        "Something: else",
        "코멘트: 그대로",
        "x\ny",
        "a" * LONGEST * 2,
    ):
        assert said(text) == text


def test_english_stays_english() -> None:
    use("en")
    assert said("The value cannot be blank.") == "The value cannot be blank."
    assert named("Users") == "Users"


PLAIN = st.text(
    st.characters(categories=("L", "N", "Zs", "Po"), exclude_characters='"'), max_size=40
)


@given(data=st.data())
def test_values_come_back(data: st.DataObject) -> None:
    """Whatever the values are: what the phrase is filled with is what is read from it."""
    english = data.draw(st.sampled_from(sorted(entries("ko", "phrases"))))
    parts = parts_of(english)
    values = [data.draw(PLAIN) for _ in parts[:-1]]
    text = "".join(part.before + value for part, value in zip(parts, [*values, ""], strict=True))
    if not values:
        assert said(text) == entries("ko", "phrases")[english].format()
        return
    for reading in readings(parts, text):
        again = zip(parts, [*reading, ""], strict=True)
        assert "".join(part.before + value for part, value in again) == text
    # What stands between two values can be in a value as well: then there are several readings.
    if all(part.before not in value for part in parts[1:-1] for value in values):
        assert tuple(values) in set(readings(parts, text))


@given(name=PLAIN, data=st.data())
def test_the_right_phrase_is_found(name: str, data: st.DataObject) -> None:
    """Whatever is in quotes is a value: no other phrase takes its text for its own."""
    ours = [each for each in in_code() if each.count("{}") == 1 and '"{}"' in each]
    bare_text = data.draw(st.sampled_from(sorted(ours)))
    korean = next(value for key, value in catalogue().items() if bare(key) == bare_text)
    wanted = "".join(part.before + (name if part.hole else "") for part in parts_of(korean))
    text = "".join(
        part.before + (name if part.hole is not None else "") for part in parts_of(bare_text)
    )
    if "{:" not in bare_text and not holes(korean)[0].kind:
        assert said(text) == wanted


@pytest.mark.parametrize(
    "unit", [": ", ", ", "a: b, ", "\n", "Error: ", 'The certificate profile "', '"', " (", "x. "]
)
def test_hostile_texts_cost_little(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    read: list[int] = []

    class Counted(phrases._Search):
        def _best(self, text: str, kind: Kind, depth: int) -> Said:
            looked.append(text)
            return super()._best(text, kind, depth)

        def _filled(self, pair: Pair, values: tuple[str, ...], depth: int) -> Said:
            read.append(depth)
            return super()._filled(pair, values, depth)

    monkeypatch.setattr(phrases, "_Search", Counted)
    text = (unit * LONGEST)[:LONGEST]
    said(text)
    assert len(looked) <= MOST_LOOKUPS
    assert len(read) <= MOST_LOOKUPS * 60


@given(text=st.text(max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    said(text)
    named(text)


def test_a_text_that_cannot_fit_is_given_up_at_once() -> None:
    table = Phrases({"{a} {b}! {c}": "{c} {b} {a}"}, {})
    assert table.said("x " * (LONGEST // 2)) == "x " * (LONGEST // 2)
    assert table.said("x y! z") == "z y x"
