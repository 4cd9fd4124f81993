"""Options > Preferences: what a user wants of every dashboard of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from screens.kit.fields import Choice, Field, Values
from screens.kit.form import Form
from screens.language import LANGUAGES, NAMES, later, tr
from state.preferences import Preferences, ThemeName, language_named, theme_named

if TYPE_CHECKING:
    from screens.desk import Desk

AUTOMATIC: Final = ""
THEMES: Final[dict[ThemeName, str]] = {
    "esa-dark": later("Dark"),
    "esa-light": later("Light"),
    "esa-mono": later("No colour"),
}


def form(desk: Desk) -> Form:
    """Return the form for the user at `desk`. What is submitted is kept at once."""
    shown = desk.preferences

    def submit(values: Values) -> None:
        language, theme = language_named(values["language"]), theme_named(values["theme"])
        desk.prefer(Preferences(language=language, theme=theme))

    return Form(tr("Preferences"), (_note(desk), _language(shown), _theme(shown)), submit)


def _language(shown: Preferences) -> Field:
    choices = [
        Choice(AUTOMATIC, tr("Automatic"), tr("The language of your terminal or browser.")),
        *(Choice(each, NAMES[each]) for each in LANGUAGES),
    ]
    return Field("language", tr("Language"), "choice", shown.language or AUTOMATIC, choices)


def _theme(shown: Preferences) -> Field:
    choices = [
        Choice(AUTOMATIC, tr("Automatic"), tr("Dark, or without colour where there is none.")),
        *(Choice(name, tr(words)) for name, words in THEMES.items()),
    ]
    return Field("theme", tr("Theme"), "choice", shown.theme or AUTOMATIC, choices)


def _note(desk: Desk) -> Field:
    words = tr(
        "They belong to {user} and hold in every session. There is nothing to commit.",
        user=desk.login.user,
    )
    return Field("note", kind="note", value=words)
