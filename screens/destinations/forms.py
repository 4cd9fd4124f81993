"""Forms of destination controls."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Literal, cast

from screens.destinations.words import AS_DEFAULT, dane_choices, tls_choices
from screens.kit.fields import YES, Choice, Field, Values, yes
from screens.kit.form import Form
from screens.language import tr
from state.errors import StateError
from state.model.destinations import (
    Dane,
    DefaultDestination,
    Destination,
    IpSortPreference,
    OutboundTls,
)
from state.operations.certificates import listed_profiles
from state.operations.destinations import (
    add_destination,
    edit_destination,
    set_default_destination,
    set_outbound,
)

if TYPE_CHECKING:
    from screens.desk import Desk

NUMBERS = ("concurrency", "messages_per_connection", "recipient_limit", "recipient_minutes")
Switched = Literal["", "on", "off"]


def _number(values: Values, name: str) -> int | None:
    text = values[name].strip()
    if not text:
        return None
    try:
        return int(text)
    except ValueError:
        raise StateError("The value must be an integer.", name) from None


def _needed(values: Values, name: str) -> int:
    number = _number(values, name)
    if number is None:
        raise StateError("The value cannot be blank.", name)
    return number


def _limits(
    entry: Destination | DefaultDestination, default: DefaultDestination | None
) -> list[Field]:
    labels = {
        "concurrency": tr("Concurrent connections"),
        "messages_per_connection": tr("Messages per connection"),
        "recipient_limit": tr("Recipient limit (0: none)"),
        "recipient_minutes": tr("... per minutes (1-60)"),
    }

    def text(value: int | None) -> str:
        return "" if value is None else str(value)

    return [
        Field(
            name,
            labels[name],
            value=text(getattr(entry, name)),
            placeholder=tr("Default ({level})", level=text(getattr(default, name)) or tr("none"))
            if default is not None
            else "",
        )
        for name in NUMBERS
    ]


def _encrypted(values: Values) -> bool:
    return values["tls"] != "off"


def destination(desk: Desk, domain: str | None) -> Form:
    """Return the form for a new destination, or for that of `domain`."""
    draft = desk.draft
    default = draft.destinations.default
    entry = Destination() if domain is None else draft.destinations.entries[domain]
    profiles = tuple(Choice(name, name) for name in draft.bounces.profiles if name != "Default")
    name = [Field("domain", tr("Destination"), placeholder="example.com")] if domain is None else []
    fields = [
        *name,
        Field("tls", tr("TLS Support"), "choice", entry.tls or "", tls_choices(default.tls)),
        Field(
            "dane",
            tr("DANE Support"),
            "choice",
            entry.dane or "",
            dane_choices(default.dane),
            shown=_encrypted,
        ),
        *_limits(entry, default),
        Field(
            "bounce_profile",
            tr("Bounce Profile"),
            "choice",
            entry.bounce_profile or "",
            (Choice(AS_DEFAULT, tr("Default")), *profiles),
        ),
        Field(
            "bounce_verification",
            tr("Bounce Verification"),
            "choice",
            {None: "", True: "on", False: "off"}[entry.bounce_verification],
            (Choice(AS_DEFAULT, tr("Default")), Choice("on", tr("Yes")), Choice("off", tr("No"))),
        ),
    ]

    def submit(values: Values) -> None:
        numbers = {each: _number(values, each) for each in NUMBERS}
        changed = dataclasses.replace(
            entry,
            tls=cast("OutboundTls | None", values["tls"] or None),
            dane=cast("Dane | None", values["dane"] or None),
            bounce_profile=values["bounce_profile"] or None,
            bounce_verification={"": None, "on": True, "off": False}[values["bounce_verification"]],
            concurrency=numbers["concurrency"],
            messages_per_connection=numbers["messages_per_connection"],
            recipient_limit=numbers["recipient_limit"],
            recipient_minutes=numbers["recipient_minutes"],
        )
        if domain is None:
            desk.submit(lambda draft: add_destination(draft, values["domain"].strip(), changed))
        else:
            desk.submit(lambda draft: edit_destination(draft, domain, changed))

    title = (
        tr("Add Destination") if domain is None else tr("Edit Destination: {domain}", domain=domain)
    )
    return Form(title, fields, submit)


def default_entry(desk: Desk) -> Form:
    """Return the form for the default entry."""
    default = desk.draft.destinations.default
    preferences: tuple[IpSortPreference, ...] = (
        "PREFER_V6",
        "REQUIRE_V6",
        "PREFER_V4",
        "REQUIRE_V4",
    )
    words = (
        tr("IPv6 preferred"),
        tr("IPv6 required"),
        tr("IPv4 preferred"),
        tr("IPv4 required"),
    )
    fields = [
        Field("tls", tr("TLS Support"), "choice", default.tls, tls_choices(None)),
        Field(
            "dane", tr("DANE Support"), "choice", default.dane, dane_choices(None), shown=_encrypted
        ),
        *_limits(default, None),
        Field(
            "ip_sort",
            tr("IP Address Preference"),
            "choice",
            default.ip_sort,
            tuple(Choice(key, text) for key, text in zip(preferences, words, strict=True)),
        ),
        Field(
            "bounce_verification",
            tr("Bounce Verification"),
            "switch",
            yes(default.bounce_verification),
        ),
    ]

    def submit(values: Values) -> None:
        changed = dataclasses.replace(
            default,
            tls=cast("OutboundTls", values["tls"]),
            dane=cast("Dane", values["dane"]),
            ip_sort=cast("IpSortPreference", values["ip_sort"]),
            bounce_verification=values["bounce_verification"] == YES,
            concurrency=_needed(values, "concurrency"),
            messages_per_connection=_needed(values, "messages_per_connection"),
            recipient_minutes=_needed(values, "recipient_minutes"),
            recipient_limit=_number(values, "recipient_limit"),
        )
        desk.submit(lambda draft: set_default_destination(draft, changed))

    return Form(tr("Edit Default Destination"), fields, submit)


def global_settings(desk: Desk) -> Form:
    """Return the form for the certificate of outbound TLS and the alert."""
    destinations = desk.draft.destinations
    fields = (
        Field(
            "certificate",
            tr("Certificate"),
            "choice",
            destinations.certificate,
            tuple(Choice(name, name) for name in listed_profiles(desk.draft)),
            help=tr("Presented to remote hosts that ask for one"),
        ),
        Field(
            "send_tls_alert",
            tr("Alert"),
            "switch",
            yes(destinations.send_tls_alert),
            help=tr("Send an alert when a required TLS connection fails"),
        ),
    )

    def submit(values: Values) -> None:
        alert = values["send_tls_alert"] == YES
        desk.submit(lambda draft: set_outbound(draft, values["certificate"], send_tls_alert=alert))

    return Form(tr("Edit Global Settings"), fields, submit)
