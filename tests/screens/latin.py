"""Latin words in Korean pictures: which are terms or names, and which were forgotten."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from screens.appliance_words import entries
from screens.language import _catalogue
from state.certificates.authorities import system_authorities
from state.certificates.request import DEMO_SUBJECT, Subject
from tests.screens.source import files

TERMS: Final = frozenset(
    word
    for line in (
        # Protocols, formats, algorithms, records.
        "API CA CRL CSR DANE DHAP DN DNS FQDN FTP HAT HTTP HTTPS IP LDAP LDAPS MIME MX PEM PKCS",
        "RAT RSA SHA SMTP SSH STARTTLS TCP TLS TLSA URL UTC bit sbrs scp /configuration",
        # Attributes of the names in certificates.
        "CN OU ST",
        # What the appliance calls its rules, and the parts of its mail log.
        "ACCEPT RELAY REJECT TCPREFUSE CONTINUE DCID ICID MID RID Info May",
        # Products.
        "Active Directory Cisco Filters Outbreak Security",
        # Keys of the keyboard.
        "ctrl del end enter esc home pgdn pgup shift space super tab",
        "OK low high",
    )
    for word in line.split()
)
"""What is the same in Korean."""
DATA: Final = (
    *("state/factory.py", "state/logs/lines.py"),
    *("tests/screens/busy.py", "tests/screens/crowd.py", "tests/screens/probes.py"),
    "tests/screens/scenes",
)
"""Where names and texts are written that the appliances in the pictures have."""
PRESENT: Final = frozenset(
    {"Demo", "Default", "ALL", "admin", "BEGIN CERTIFICATE REQUEST", "local"}
)
"""Names that every appliance has."""
VALUE: Final = "§"
"""Stands for names and numbers, which differ."""
_TEXT: Final = re.compile(r"<text[^>]*>(.*?)</text>", re.DOTALL)
_LATIN: Final = re.compile(r"[\x20-\x7e]+(…?)")
_BREAK: Final = re.compile(r"[(),:;<>|\[\]\"'!?*^~]+|\s[-+]\s|\.+(?=\s|$)")
_NAME: Final = re.compile(
    # With a digit, a sign or a capital in the middle; one letter, or the same again and again.
    r"\S*\d\S*|\S*\w[.@=+/]\S*|[A-Z]+(?:_[A-Z]+)+|[.@]\S+|\S+-\S+-\S*|\S*[a-z][A-Z]\S*|\W*\w?\W*|(\w)\1{9,}"
)


def forgotten(picture: str) -> set[str]:
    """Return what a picture says in Latin letters that is no term and nothing of the appliance."""
    texts = (html.unescape(re.sub(r"<[^>]*>", "", each)) for each in _TEXT.findall(picture))
    return {
        words
        for text in texts
        for run in _LATIN.finditer(text)
        for words in _said(run[0].rstrip("…"), cut=bool(run[1]))
    }


def _said(run: str, *, cut: bool) -> Iterator[str]:
    """Yield the words of a text that are neither terms nor known; one that is `cut` has no end."""
    words = plain(run).split()
    if _is_piece(words[:-1] if cut and len(words) > 2 else words):
        return
    for place, part in enumerate(pieces := _BREAK.split(run)):
        inner: list[str] = []
        for word in (*part.split(), VALUE):
            if word not in TERMS and not _NAME.fullmatch(word):
                inner.append(word.strip("-+"))
                continue
            text, inner = " ".join(inner), []
            if not _is_data(text, cut=cut and place == len(pieces) - 1):
                yield text


def plain(text: str) -> str:
    """Return the words of a text, with one sign for each name or number in it."""
    words = (word.strip("-+") for word in _BREAK.sub(" ", text).split())
    return " ".join(VALUE if _NAME.fullmatch(word) else word for word in words)


def _is_piece(words: list[str]) -> bool:
    """Whether several words stand one after the other in something that the appliance has."""
    text = " ".join(words)
    signs = f"{VALUE} "
    # A time stands before what was logged, a number after what is counted.
    pieces = {text, text.lstrip(signs), text.rstrip(signs), text.strip(signs)}
    return any(
        " " in each and f" {each} " in f" {other} " for each in pieces for other in plain_data()
    )


def _is_data(text: str, *, cut: bool) -> bool:
    """Whether the appliance has such a name or text, or a longer one of which this is a piece.

    A single word of which the English dashboard is made is no piece: it was forgotten.
    """
    if not text or text in data():
        return True
    if text.isalpha() and text.lower() in spoken() and not cut:
        return False
    return any(text in each for each in data())


@cache
def plain_data() -> frozenset[str]:
    return frozenset(map(plain, data()))


@cache
def data() -> frozenset[str]:
    """Return the names and texts of the appliances in the pictures."""
    paths = files(*DATA)
    found = {text for path in paths for text in _constants(ast.parse(path.read_text("utf-8")))}
    found |= {each.subject for each in system_authorities()}
    found |= {each.common_name for each in system_authorities()}
    found.add(_subject(DEMO_SUBJECT))
    return PRESENT | {each for each in found if re.search("[A-Za-z]", each)}


@cache
def spoken() -> frozenset[str]:
    """Return the words of which the English dashboard is made, in small letters."""
    texts = [*_catalogue("ko"), *entries("ko", "phrases"), *entries("ko", "names")]
    words = {word for text in texts for word in text.split() if not _NAME.fullmatch(word)}
    return frozenset(each.lower() for word in words for each in re.findall("[A-Za-z]+", word))


def _subject(subject: Subject) -> str:
    return (
        f"C={subject.country},ST={subject.state},L={subject.locality},"
        f"O={subject.organization},CN={subject.common_name}"
    )


def _constants(tree: ast.Module) -> Iterator[str]:
    """Yield the texts in code, without those that explain it."""
    told = {
        id(each.value)
        for each in ast.walk(tree)
        if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value.removeprefix("type:").removeprefix("wait:")
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(each.value) if isinstance(each, ast.Constant) else "0" for each in node.values
            )
