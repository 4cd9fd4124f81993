"""Keys that are typed while a Hangul input method is on."""

from __future__ import annotations

import asyncio

import pytest

from esatui.dashboard.hangul import latin
from screens.desk import Desk
from tests.dashboard.stages import staged


@pytest.mark.parametrize(
    ("typed", "keys"),
    [("ㅁ", "a"), ("ㄷ", "e"), ("ㅃ", "Q"), ("ㅣ", "l"), ("ㅢ", "ml"), ("ㄳ", "rt"), ("마", "ak"),
     ("값", "rkqt"), ("힣", "glg"), ("a", ""), ("漢", "")],
)  # fmt: skip
def test_keys_of_a_letter(typed: str, keys: str) -> None:
    assert latin(typed) == keys


def test_where_no_text_is_typed_they_are_the_latin_keys(desk: Desk) -> None:
    async def scenario() -> None:
        async with staged(desk) as stage:
            stage.play.receive("4ㅁㅁ마".encode())
            await stage.sees_text("Add Destination")
            await stage.sees_text("ㅁ마")

    asyncio.run(scenario())
