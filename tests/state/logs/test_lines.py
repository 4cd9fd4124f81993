"""Lines of logs, byte for byte."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from state.clock import FrozenClock
from state.logs.lines import Header, LineMaker, line, parse_stamp, printable, stamp
from tests.state.logs.books import HEAD, HEADER, MOMENT


def test_a_line() -> None:
    moment = datetime(2018, 4, 17, 0, 57, 53, 999999, tzinfo=UTC)
    text = "ICID 590125205 TLS success protocol TLSv1 cipher DHE-RSA-AES256-SHA"
    assert line(moment, "Info", text) == (
        b"Tue Apr 17 00:57:53 2018 Info: ICID 590125205 TLS success protocol TLSv1 cipher "
        b"DHE-RSA-AES256-SHA\n"
    )


@pytest.mark.parametrize("level", ["Critical", "Warning", "Info"])
def test_levels(level: str) -> None:
    assert line(MOMENT, level, "x") == f"Sat Apr  7 00:57:53 2018 {level}: x\n".encode()


def test_a_space_at_the_end_stays() -> None:
    assert line(MOMENT, "Info", "MID 1 antivirus negative ").endswith(b"negative \n")


def test_the_head_of_a_file() -> None:
    assert HEADER.lines(MOMENT).decode().split("\n") == [*HEAD, ""]


def test_the_head_west_of_greenwich() -> None:
    maker = LineMaker(FrozenClock(datetime(2014, 11, 19, 15, 16, 46, tzinfo=UTC)).now, chicago)
    header = Header("7.6.3-019", "420D4FEA709365BFB3E3-0AF2EE5E700E")
    assert header.lines(maker.local()).decode() == (
        "Wed Nov 19 09:16:46 2014 Info: Begin Logfile\n"
        "Wed Nov 19 09:16:46 2014 Info: Version: 7.6.3-019 SN: 420D4FEA709365BFB3E3-0AF2EE5E700E\n"
        "Wed Nov 19 09:16:46 2014 Info: Time offset from UTC: -21600 seconds\n"
    )


def chicago() -> str:
    return "America/Chicago"


@pytest.mark.parametrize("name", ["nowhere", "", "../../etc/passwd", "GMT\0", "a" * 300])
def test_time_zones_that_nobody_knows_are_gmt(name: str) -> None:
    maker = LineMaker(FrozenClock(MOMENT).now, lambda: name)
    assert maker.line("Info", "x") == b"Sat Apr  7 00:57:53 2018 Info: x\n"


def test_the_time_zone_may_change() -> None:
    zones = ["GMT", "Asia/Seoul", "GMT"]
    maker = LineMaker(FrozenClock(MOMENT).now, lambda: zones.pop(0))
    hours = [maker.line("Info", "x")[11:13] for _ in range(3)]
    assert hours == [b"00", b"09", b"00"]


def test_each_second_has_its_stamp() -> None:
    clock = FrozenClock(MOMENT)
    maker = LineMaker(clock.now, lambda: "GMT")
    seconds = []
    for _ in range(4):
        seconds.append(maker.line("Info", "x")[17:19])
        clock.advance(0.5)
    assert seconds == [b"53", b"53", b"54", b"54"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two\r\nlines", r"two\r\nlines"),
        ("a\tb", r"a\tb"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x00\x7f\x85\x9b", r"\x00\x7f\x85\x9b"),
        ("\u2028\u202e\u2066", r"\u2028\u202e\u2066"),
        ("\udc80", r"\udc80"),
        ("메일 全角\u3000。", "메일 全角\u3000。"),
        (r"as \r\n typed", r"as \r\n typed"),
    ],
)
def test_whatever_a_remote_says_stays_on_its_line(text: str, expected: str) -> None:
    assert printable(text) == expected
    assert line(MOMENT, "Info", text) == f"Sat Apr  7 00:57:53 2018 Info: {expected}\n".encode()


def test_long_texts_are_cut() -> None:
    assert line(MOMENT, "Info", "x" * 8192).endswith(b" " + b"x" * 8192 + b"\n")
    assert line(MOMENT, "Info", "x" * 100_000).endswith(b" " + b"x" * 8192 + b"...\n")


def test_stamps_can_be_read_back() -> None:
    moment = datetime(2018, 1, 1, 12, 0, 0, tzinfo=UTC)
    for days in range(0, 800, 13):
        local = moment + timedelta(days=days, seconds=days * 7)
        assert parse_stamp(f"{stamp(local)} Info: x") == local.replace(tzinfo=None)


@pytest.mark.parametrize(
    "text",
    ["", "Begin Logfile", "Tue Abc 17 00:57:53 2018 Info: x", "Tue Feb 31 00:57:53 2018 Info: x",
     "Tue Apr 17 24:57:53 2018 Info: x", "Tue Apr 1٧ 00:57:53 2018 Info: x"],
)  # fmt: skip
def test_lines_without_a_stamp(text: str) -> None:
    assert parse_stamp(text) is None
