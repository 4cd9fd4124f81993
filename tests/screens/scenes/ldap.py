"""System Administration > LDAP."""

from __future__ import annotations

from typing import Final

from tests.screens.scenes.scene import Scene, both

SCENES: Final = (
    *both(Scene(name="ldap-add", steps=("6", "a"))),
    *both(Scene(name="ldap-edit", steps=("6", "e"))),
    Scene(
        name="ldap-edit-long",
        state="long",
        user="operations-of-the-branch-in-seoul",
        steps=("6", "e"),
    ),
    *both(Scene(name="ldap-error", steps=("6", "a", "type:corp", "ctrl+s"))),
    *both(Scene(name="ldap-delete", steps=("6", "d"))),
    *both(Scene(name="ldap-settings", steps=("6", "s"))),
    *both(Scene(name="ldap-test", steps=("6", "v"))),
    *both(Scene(name="ldap-test-running", steps=("6", "v", "ctrl+s"), held=True)),
    *both(Scene(name="ldap-test-result", steps=("6", "v", "type:kim@example.com", "ctrl+s"))),
    *both(Scene(name="ldap-test-failed", steps=("6", "down", "v", "ctrl+s"))),
)
