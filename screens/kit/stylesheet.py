"""A style sheet that is parsed once in a process, not by each dashboard and for each section."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

_parsed: Final[dict[tuple[Any, ...], list[RuleSet]]] = {}
_LARGEST: Final = 1024
"""Sheets that are kept: about ninety of each theme."""


class SharedStylesheet(Stylesheet):
    """Keeps what was parsed, for each theme. Rules never change, so all dashboards may share them.

    Textual parses everything up to three times for each new screen, which takes longer than to
    draw the screen; its own cache has room for fewer sheets than there are.
    """

    def __init__(self, *, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._theme = _key(variables)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take the variables of the theme."""
        theme = _key(variables)
        if theme != self._theme:
            self._theme = theme
            super().set_variables(variables)
            self._require_parse = True

    def reparse(self) -> None:
        """Parse what was not parsed yet with these variables."""
        self.parse()

    def _parse_rules(
        self,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        key = (self._theme, css, read_from, is_default_rules, tie_breaker, scope)
        rules = _parsed.get(key)
        if rules is None:
            if len(_parsed) >= _LARGEST:
                _parsed.clear()
            rules = super()._parse_rules(css, read_from, is_default_rules, tie_breaker, scope)
            _parsed[key] = rules
        return rules


def _key(variables: Mapping[str, str]) -> int:
    return hash(frozenset(variables.items()))
