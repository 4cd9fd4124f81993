"""Arguments of MAIL and RCPT."""

from __future__ import annotations

import pytest

from esatui.services.smtp.paths import BadPath, parse_path


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("<a@example.net>", "a@example.net"),
        ("a@example.net", "a@example.net"),
        (" <a@example.net>", "a@example.net"),
        ("<>", ""),
        ("<a>", "a"),
        ("<a.b+c=d@mail.example.net.>", "a.b+c=d@mail.example.net"),
        ("<a@[192.0.2.1]>", "a@[192.0.2.1]"),
        ("<a@[IPv6:2001:db8::1]>", "a@[IPv6:2001:db8::1]"),
        ('<"a b"@example.net>', '"a b"@example.net'),
        ('<"a>b"@example.net>', '"a>b"@example.net'),
        (r'<"a\"b"@example.net>', r'"a\"b"@example.net'),
        ("<@x.example,@y.example:a@example.net>", "a@example.net"),
        ("<a@xn--bcher-kva.example>", "a@xn--bcher-kva.example"),
        ("<a@under_score.example>", "a@under_score.example"),
    ],
)
def test_addresses(text: str, address: str) -> None:
    assert parse_path(text).address == address


def test_parameters() -> None:
    assert parse_path("<a@b> SIZE=10 body=8BITMIME").parameters == (
        ("SIZE", "10"),
        ("BODY", "8BITMIME"),
    )
    assert parse_path("a@b SIZE=10").parameters == (("SIZE", "10"),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "<",
        "<a@b",
        "a@b>",
        "<a@b>x",
        "<a@b> =1",
        "<a@@b>",
        "<a@b@c>",
        "<@b>",
        "<a b@c>",
        "<.a@b>",
        "<a..b@c>",
        "<a@b..c>",
        "<a@-b>",
        "<a@b,c@d>",
        "<a\t@b>",
        "<a\x00@b>",
        "<a@b\x1b[2J>",
        "<a@[nonsense]>",
        '<"a@b>',
        "<" + "a" * 300 + "@b>",
        "<" * 3000,
        "<" + '"\\' * 1500,
        "@" * 3000 + "@",
        "<@a" + ",@a" * 1300 + "@",
    ],
)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(BadPath):
        parse_path(text)
