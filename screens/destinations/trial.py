"""The form that tries TLS to a destination."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from screens.kit.fields import Field, Values
from screens.kit.form import Form
from screens.language import tr
from state.errors import StateError
from state.international import written_form
from state.operations.domains import check_domain_name, check_host
from state.operations.values import PORT

if TYPE_CHECKING:
    from screens.desk import Desk


def trial(desk: Desk, key: str, told: Callable[[Iterable[str]], object]) -> Form:
    """Return the form, begun with the destination `key`; `told` gets the lines of what happened.

    Nothing is tried while a name is none.
    """
    literal = key.startswith("[")
    fields = (
        Field("domain", tr("Domain"), value="" if literal else written_form(key.lstrip("."))),
        Field(
            "host",
            tr("Host (empty: by MX)"),
            value=check_host(key[1:-1].removeprefix("IPv6:")) if literal else "",
        ),
        Field("port", tr("Port"), value="25"),
    )

    def submit(values: Values) -> None:
        name = check_domain_name(values["domain"])
        host = _host(values["host"]) if values["host"].strip() else name
        told(desk.destination_probe.verify(name, host, _port(values["port"])))

    return Form(tr("Test TLS"), fields, submit, button=tr("Test"), busy=tr("Connecting ..."))


def _host(text: str) -> str:
    try:
        return check_host(text)
    except StateError as error:
        raise StateError(error.text, "host") from None


def _port(text: str) -> int:
    try:
        return PORT.parse(text.strip())
    except StateError as error:
        raise StateError(error.text, "port") from None
