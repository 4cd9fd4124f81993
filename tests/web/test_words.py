"""All that the pages of the dashboard say is there in Korean, and nothing else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import esatui.web
from esatui.web import codes, site
from esatui.web.pages import KOREAN, login_page, terminal_page

PAGES = Path(esatui.web.__file__).parent / "pages.py"
LATIN = re.compile(r"[A-Za-z]{2,}")
TERMS = {"SSH", "English"}


def said() -> set[str]:
    """Return what the pages say by themselves."""
    calls = (each for each in ast.walk(ast.parse(PAGES.read_text("utf-8"))))
    return {
        str(call.args[0].value)
        for call in calls
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) == "say"
        and isinstance(call.args[0], ast.Constant)
    }


def notices() -> set[str]:
    """Return what the pages are given to say."""
    told = {value for name, value in vars(codes).items() if name.endswith("_TEXT")}
    return told | {site.INVALID, site.FULL, site.MUST_CHANGE}


def test_every_text_has_a_translation_and_none_is_left_over() -> None:
    assert said() | notices() == KOREAN.keys()


def test_no_english_is_left_on_a_page() -> None:
    for notice in notices():
        shown = login_page("m", "ko", notice=notice) + terminal_page("m", "ko", "m")
        body = re.sub(r"<head>.*?</head>|<[^>]*>", " ", shown, flags=re.DOTALL)
        body = body.replace("Cisco Email Security Appliance", "")
        assert set(LATIN.findall(body)) - TERMS == set()
