"""The form that tries TLS to a destination."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from screens.kit.fields import Field, Values
from screens.kit.form import Form
from screens.language import tr
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
        Field(
            "domain",
            tr("Domain"),
            value="" if literal else written_form(key.lstrip(".")),
            needed=True,
            check=check_domain_name,
        ),
        Field(
            "host",
            tr("Host (empty: by MX)"),
            value=check_host(key[1:-1].removeprefix("IPv6:")) if literal else "",
            check=check_host,
        ),
        Field("port", tr("Port"), value="25", needed=True, check=PORT.parse),
    )

    def submit(values: Values) -> None:
        name = check_domain_name(values["domain"])
        host = check_host(values["host"]) if values["host"].strip() else name
        told(desk.destination_probe.verify(name, host, PORT.parse(values["port"])))

    return Form(tr("Test TLS"), fields, submit, button=tr("Test"), busy=tr("Connecting ..."))
