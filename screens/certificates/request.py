"""The signing request of a profile: to read, to copy, to save."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.kit.dialogs import Reading
from screens.kit.saving import Saving
from screens.language import tr

if TYPE_CHECKING:
    from screens.app import Dashboard


def show_request(app: Dashboard, name: str, request: str, *, committed: bool) -> None:
    """Show the request of the profile `name`, in PEM; who may change something may save it."""
    title = tr("Certificate Signing Request: {name}", name=name)

    def save() -> None:
        Saving(app, title, lambda: request.encode("ascii")).ask(f"{name}.csr")

    words = tr("Not committed yet: commit before the request is sent to an authority.")
    text = request if committed else f"{words}\n\n{request}"
    app.push_screen(
        Reading(title, text, copied=request, save=save if app.desk.may_change else None)
    )
