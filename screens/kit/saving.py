"""Saving something as a file of the operator, from where scp fetches it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from screens.kit.dialogs import Notice, Question
from screens.kit.fields import Field, Values
from screens.kit.form import Form
from screens.kit.refusals import refusal
from screens.language import tr, use
from state.configuration_files import checked_name
from state.errors import StateError

if TYPE_CHECKING:
    from screens.app import Dashboard


class Saving:
    """Asks for a name in `/configuration`, as every export takes it, and writes `make()` there.

    What has that name already is replaced only after another question. `make` is called in a
    worker.
    """

    def __init__(self, app: Dashboard, title: str, make: Callable[[], bytes]) -> None:
        self._app = app
        self._title = title
        self._make = make
        self._data = b""
        self._name = ""
        self._exists = False

    def ask(self, name: str) -> None:
        """Ask for a name; `name` is suggested."""
        words = tr("The file is written to /configuration.")
        field = Field(
            "file", tr("File name"), value=name, help=words, needed=True, check=checked_name
        )
        form = Form(self._title, (field,), self._submit, button=tr("Save"))
        self._app.push_screen(form, self._submitted)

    def _submit(self, values: Values) -> None:
        files = self._app.desk.files
        self._data = self._make()
        self._app.desk.begin()
        self._name = checked_name(values["file"])
        self._exists = files.exists(self._name)
        if not self._exists:
            files.write(self._name, self._data)

    def _submitted(self, submitted: bool | None) -> None:
        if not submitted:
            return
        if not self._exists:
            self._told()
            return
        text = tr('The file "{name}" exists already. Replace it?', name=self._name)
        self._app.push_screen(Question(tr("Save"), text, tr("Replace")), self._answered)

    def _answered(self, replace: bool | None) -> None:
        if replace:
            self._app.run_worker(self._replace, thread=True)
        else:
            self.ask(self._name)

    def _replace(self) -> None:
        # Threads do not inherit the language.
        use(self._app.language)
        try:
            self._app.desk.files.write(self._name, self._data)
        except StateError as error:
            notice = Notice(tr("Error"), refusal(error), tone="bad")
            self._app.call_from_thread(self._app.push_screen, notice)
        else:
            self._app.call_from_thread(self._told)

    def _told(self) -> None:
        words = tr("Saved as /configuration/{file}; scp fetches it from there.", file=self._name)
        self._app.notify(words, markup=False)
