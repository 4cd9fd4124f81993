"""Forms of destination controls."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final, cast

from screens.destinations.words import AS_DEFAULT, dane_choices, tls_choices
from screens.kit.editing import editing
from screens.kit.fields import YES, Choice, Field, Values, yes
from screens.kit.form import Form
from screens.kit.values import example, needed, number, profile_choices, text
from screens.language import tr
from state.international import written_form
from state.model.configuration import Draft
from state.model.destinations import (
    Dane,
    DefaultDestination,
    Destination,
    IpSortPreference,
    OutboundTls,
)
from state.operations.destinations import (
    CONCURRENCY,
    MESSAGES,
    MINUTES,
    RECIPIENTS,
    add_destination,
    check_new_domain,
    edit_destination,
    find_destination,
    set_default_destination,
    set_outbound,
)

if TYPE_CHECKING:
    from screens.desk import Desk

NUMBERS: Final = {
    "concurrency": CONCURRENCY,
    "messages_per_connection": MESSAGES,
    "recipient_limit": RECIPIENTS,
    "recipient_minutes": MINUTES,
}
SWITCHED: Final = {"": None, "on": True, "off": False}


def _limits(
    entry: Destination | DefaultDestination, default: DefaultDestination | None
) -> list[Field]:
    labels = {
        "concurrency": tr("Concurrent connections"),
        "messages_per_connection": tr("Messages per connection"),
        "recipient_limit": tr("Recipient limit (0: none)"),
        "recipient_minutes": tr("... per minutes (1-60)"),
    }

    return [
        Field(
            name,
            labels[name],
            value=text(getattr(entry, name)),
            placeholder=_unset(name, default),
            needed=default is None and name != "recipient_limit",
            check=limits.parse,
        )
        for name, limits in NUMBERS.items()
    ]


def _unset(name: str, default: DefaultDestination | None) -> str:
    """Return what an empty limit means; the default entry may lack that of recipients only."""
    if default is None:
        return tr("none") if name == "recipient_limit" else ""
    return tr("Default ({level})", level=text(getattr(default, name)) or tr("none"))


def _encrypted(values: Values) -> bool:
    return values["tls"] != "off"


def destination(desk: Desk, domain: str | None) -> Form:
    """Return the form for a new destination, or for that of `domain`."""
    if domain is not None:
        title = tr("Edit Destination: {domain}", domain=written_form(domain))

        def fields(draft: Draft) -> list[Field]:
            return _fields(draft, _entry(draft, domain))

        def change(draft: Draft, values: Values) -> Draft:
            return edit_destination(draft, domain, _changed(_entry(draft, domain), values))

        return editing(desk, title, fields, change)

    name = Field(
        "domain",
        tr("Destination"),
        placeholder=example("example.com"),
        needed=True,
        check=lambda text: check_new_domain(desk.draft, text),
    )

    def submit(values: Values) -> None:
        entry = _changed(Destination(), values)
        desk.submit(lambda draft: add_destination(draft, values["domain"].strip(), entry))

    return Form(tr("Add Destination"), [name, *_fields(desk.draft, Destination())], submit)


def _entry(draft: Draft, domain: str) -> Destination:
    return draft.destinations.entries[find_destination(draft, domain)]


def _fields(draft: Draft, entry: Destination) -> list[Field]:
    default = draft.destinations.default
    profiles = tuple(Choice(name, name) for name in draft.bounces.profiles if name != "Default")
    return [
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


def _changed(entry: Destination, values: Values) -> Destination:
    """Return `entry` with what the form says. Raises `StateError`."""
    return dataclasses.replace(
        entry,
        tls=cast("OutboundTls | None", values["tls"] or None),
        dane=cast("Dane | None", values["dane"] or None),
        bounce_profile=values["bounce_profile"] or None,
        bounce_verification=SWITCHED[values["bounce_verification"]],
        concurrency=number(values, "concurrency"),
        messages_per_connection=number(values, "messages_per_connection"),
        recipient_limit=number(values, "recipient_limit"),
        recipient_minutes=number(values, "recipient_minutes"),
    )


def default_entry(desk: Desk) -> Form:
    """Return the form for the default entry."""

    def change(draft: Draft, values: Values) -> Draft:
        changed = dataclasses.replace(
            draft.destinations.default,
            tls=cast("OutboundTls", values["tls"]),
            dane=cast("Dane", values["dane"]),
            ip_sort=cast("IpSortPreference", values["ip_sort"]),
            bounce_verification=values["bounce_verification"] == YES,
            concurrency=needed(values, "concurrency"),
            messages_per_connection=needed(values, "messages_per_connection"),
            recipient_minutes=needed(values, "recipient_minutes"),
            recipient_limit=number(values, "recipient_limit"),
        )
        return set_default_destination(draft, changed)

    return editing(desk, tr("Edit Default Destination"), _default_fields, change)


def _default_fields(draft: Draft) -> list[Field]:
    default = draft.destinations.default
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
    return [
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
            tuple(Choice(key, word) for key, word in zip(preferences, words, strict=True)),
        ),
        Field(
            "bounce_verification",
            tr("Bounce Verification"),
            "switch",
            yes(default.bounce_verification),
        ),
    ]


def global_settings(desk: Desk) -> Form:
    """Return the form for the certificate of outbound TLS and the alert."""

    def fields(draft: Draft) -> list[Field]:
        destinations = draft.destinations
        return [
            Field(
                "certificate",
                tr("Certificate"),
                "choice",
                destinations.certificate,
                profile_choices(draft),
                help=tr("Presented to remote hosts that ask for one"),
            ),
            Field(
                "send_tls_alert",
                tr("Alert"),
                "switch",
                yes(destinations.send_tls_alert),
                help=tr("Send an alert when a required TLS connection fails"),
            ),
        ]

    def change(draft: Draft, values: Values) -> Draft:
        alert = values["send_tls_alert"] == YES
        return set_outbound(draft, values["certificate"], send_tls_alert=alert)

    return editing(desk, tr("Edit Global Settings"), fields, change)
