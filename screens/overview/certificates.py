"""The panels of the overview that are about certificates, as text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.text import Text

from screens.certificates.words import fault_words, service_words
from screens.kit.cells import fitted
from screens.language import tr
from screens.overview.panels import Theme
from state.overview.certificates import SOON_DAYS, CertificateOverview
from state.overview.troubles import Presented

YEAR: Final = 365


def timeline(overviews: Iterable[CertificateOverview], width: int, theme: Theme) -> Text:
    """Return the certificates by days that are left, each with a bar; a full one is a year."""
    ordered = sorted(overviews, key=lambda each: (each.days, each.name))
    room = max(8, width - 16 - 14 - 2)
    lines = []
    for each in ordered:
        filled = round(room * min(each.days, YEAR) / YEAR)
        style = theme.good
        if each.status != "Active":
            style = theme.bad
        elif each.days < SOON_DAYS:
            style = theme.warning
        days = tr("{days} days", days=each.days)
        words = {"Active": days, "Expired": tr("expired"), "Not Yet Valid": tr("not yet valid")}
        line = Text(no_wrap=True)
        line.append(fitted(each.name, 16) + " ")
        line.append("█" * filled, style)
        line.append("·" * (room - filled), "dim")
        line.append(" " + fitted(words[each.status], 14, "right"), style)
        lines.append(line)
    return Text("\n").join(lines)


def services(found: Iterable[Presented], theme: Theme) -> Text:
    """Return which service presents which certificate, with what is wrong in plain words."""
    lines = [_presented(each, theme) for each in found]
    return Text("\n").join(lines) if lines else Text(tr("none"), "dim")


def _presented(each: Presented, theme: Theme) -> Text:
    service, name = service_words(each.service), each.overview.name
    if each.fault is not None and each.fault.kind == "missing intermediate":
        words = tr(
            "{service} presents {name} without its intermediate.", service=service, name=name
        )
        return Text(f"! {words}", theme.bad)
    head = tr("{service} presents {name}", service=service, name=name)
    if each.fault is not None:
        style = theme.bad if each.grave else theme.warning
        return Text.assemble(f"! {head} - ", (fault_words(each.fault), style))
    if each.soon:
        days = tr("{days} days", days=each.overview.days)
        return Text.assemble(f"! {head} - ", (days, theme.warning))
    if each.demo:
        return Text.assemble(f"  {head} - ", (tr("no peer trusts it"), theme.warning))
    return Text.assemble(f"  {head} - ", (tr("good"), theme.good))
