"""Network > Certificates and its dialogs."""

from __future__ import annotations

from typing import Final

from tests.screens.scenes.scene import MIDDLE, SMALL, Scene, both

NEW: Final = ("2", "a", "enter")
SUBJECT: Final = (
    *("type:new", "tab", "tab", "type:new.example.com", "tab", "type:Example", "tab"),
    *("type:Mail", "tab", "type:Seoul", "tab", "type:Seoul", "tab", "type:KR", "ctrl+s"),
)
WEB: Final = ("2", "down", "down", "down", "down")
"""The way to the certificate of the web server."""

SCENES: Final = (
    Scene(name="certificates-long-name", steps=("2",)),
    *both(Scene(name="certificates-search", steps=("2", "slash", "type:example", "enter"))),
    *both(Scene(name="certificates-search-nothing", steps=("2", "slash", "type:zzz"))),
    Scene(name="certificates-detail", steps=("2", "down", "down", "down", "enter", "pagedown")),
    *both(Scene(name="certificate-add", steps=("2", "a"))),
    *both(Scene(name="certificate-new", steps=NEW)),
    *both(Scene(name="certificate-new-error", steps=(*NEW, "type:new", "ctrl+s"))),
    *both(Scene(name="certificate-new-key", steps=(*NEW, *SUBJECT), held=True)),
    Scene(
        name="certificate-new-mono", steps=(*NEW, "ctrl+s"), theme="esa-mono", sizes=(SMALL, MIDDLE)
    ),
    Scene(
        name="certificate-new-light",
        steps=(*NEW, "ctrl+s"),
        theme="esa-light",
        sizes=(SMALL, MIDDLE),
    ),
    Scene(
        name="certificate-new-choice", steps=(*NEW, "tab", "enter", "down"), sizes=(SMALL, MIDDLE)
    ),
    *both(Scene(name="certificate-new-smime", steps=(*NEW, "tab", "enter", "down", "enter"))),
    *both(Scene(name="certificate-import", steps=("2", "a", "down", "enter"))),
    *both(
        Scene(
            name="certificate-import-error",
            steps=("2", "a", "down", "enter", "type:new", "tab", "tab", "type:secret", "ctrl+s"),
        )
    ),
    Scene(
        name="certificate-import-factory",
        state="factory",
        steps=("2", "a", "down", "enter"),
        sizes=(SMALL, MIDDLE),
    ),
    *both(Scene(name="certificate-paste", steps=("2", "a", "down", "down", "enter"))),
    *both(
        Scene(
            name="certificate-paste-error",
            steps=("2", "a", "down", "down", "enter", "type:new", "tab", "type:nothing", "ctrl+s"),
        )
    ),
    *both(
        Scene(
            name="certificate-request",
            steps=(*NEW, *SUBJECT, "slash", "type:new", "enter", "r"),
        )
    ),
    *both(
        Scene(
            name="certificate-request-save",
            steps=(
                *NEW,
                *SUBJECT,
                "slash",
                "type:new",
                "enter",
                "r",
                "shift+tab",
                "shift+tab",
                "enter",
            ),
        )
    ),
    *both(
        Scene(
            name="authorities-replace",
            steps=("2", "t", "x", "ctrl+s", "x", "ctrl+s"),
        )
    ),
    Scene(name="certificates-pending", steps=(*NEW, *SUBJECT, "slash", "type:new", "enter")),
    *both(Scene(name="certificate-request-none", steps=("2", "r"))),
    *both(Scene(name="certificate-export", steps=("2", "x"))),
    *both(
        Scene(
            name="certificate-export-error",
            steps=("2", "x", "tab", "type:one", "tab", "type:two", "ctrl+s"),
        )
    ),
    *both(Scene(name="certificate-delete", steps=("2", "d"))),
    *both(Scene(name="certificate-deleted", steps=("2", "d", "tab", "enter"))),
    *both(Scene(name="certificate-upload", steps=("2", "down", "e"))),
    *both(Scene(name="certificate-services", steps=(*WEB, "s"))),
    *both(Scene(name="certificate-delete-refused", steps=("2", "down", "down", "down", "d"))),
    *both(Scene(name="authorities", steps=("2", "t"))),
    Scene(name="authorities-full", state="full", steps=("2", "t")),
    *both(Scene(name="authorities-search", steps=("2", "t", "slash", "type:korea"))),
    *both(Scene(name="authority-delete", state="full", steps=("2", "t", "d"))),
    *both(Scene(name="authorities-import", steps=("2", "t", "i"))),
    *both(
        Scene(
            name="authorities-import-error",
            steps=("2", "t", "i", "tab", "type:nothing", "ctrl+s"),
        )
    ),
    *both(Scene(name="authorities-export", steps=("2", "t", "x"))),
)
