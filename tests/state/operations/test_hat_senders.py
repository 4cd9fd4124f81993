from __future__ import annotations

import pytest

from state.errors import StateError
from state.operations.domains import BAD_IP
from state.operations.hat_senders import BAD_SCORES, check_sender, check_senders


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" 10.1.1.1 ", "10.1.1.1"),
        ("10.1.1.1/24", "10.1.1.0/24"),
        ("10.1.1.10-20", "10.1.1.10-10.1.1.20"),
        ("2001:DB8::0/32", "2001:db8::/32"),
        ("10.1.", "10.1."),
        (".Example.COM", ".example.com"),
        ("SBRS[-3:1.5]", "sbrs[-3.0:1.5]"),
        ("sbrs[ -10.0 : 10 ]", "sbrs[-10.0:10.0]"),
        ("sbrs[-0.0:0]", "sbrs[0.0:0.0]"),
        ("sbrs[-10.0:-0.5]", "sbrs[-10.0:-0.5]"),
        ("Sbrs[None]", "sbrs[none]"),
        ("sbrs.example.com", "sbrs.example.com"),
    ],
)
def test_senders_have_one_form(text: str, kept: str) -> None:
    assert check_sender(text) == kept
    assert check_sender(kept) == kept


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "The value cannot be blank."),
        ("10.1.1.256", BAD_IP),
        ("sbrs[1:-1]", BAD_SCORES),
        ("sbrs[-10.1:1]", BAD_SCORES),
        ("sbrs[1.25:2]", BAD_SCORES),
        ("sbrs[99:99]", BAD_SCORES),
        ("sbrs[]", BAD_SCORES),
        ("sbrs[\u0661:2]", BAD_SCORES),
        ("sbrs[1:2]x", BAD_SCORES),
    ],
)
def test_what_is_no_sender(text: str, reason: str) -> None:
    with pytest.raises(StateError) as caught:
        check_sender(text)
    assert caught.value.text == reason


def test_lists() -> None:
    assert check_senders("10.1.1.1, ,10.1.1.1,a.example") == ("10.1.1.1", "a.example")
    for text in ("", " , ", ",".join(["a.example"] * 10_001)):
        with pytest.raises(StateError):
            check_senders(text)
