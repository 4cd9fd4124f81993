"""Which services present which certificates, as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rich.text import Text

from screens.certificates.words import fault_words, service_words
from screens.kit.cells import folded
from screens.language import counted, tr
from screens.overview.panels import Theme
from state.overview.troubles import Presented

INDENT = 4
"""Cells by which the second line about a service is set in."""


class Statement(NamedTuple):
    """What is to be said about a service."""

    words: str
    style: str
    trouble: bool = True


def services(found: Iterable[Presented], width: int, theme: Theme) -> list[Text]:
    """Return which service presents which certificate, with what is wrong in plain words.

    Where one takes more than `width` cells it goes on in the next line.
    """
    lines = [folded(_presented(each, theme), width, INDENT) for each in found]
    return lines or [Text(tr("none"), "dim")]


def _presented(each: Presented, theme: Theme) -> Text:
    service, name = service_words(each.service), each.overview.name
    statements = list(_statements(each, theme))
    mark = "!" if any(statement.trouble for statement in statements) else " "
    if each.fault is not None and each.fault.kind == "missing intermediate":
        words = tr(
            "{service} presents {name} without its intermediate.", service=service, name=name
        )
        text = Text.assemble(f"{mark} ", (words, theme.bad))
    else:
        head = tr("{service} presents {name}", service=service, name=name)
        text = Text(f"{mark} {head}")
    for statement in statements:
        if statement.words:
            text.append(" - " if text.plain[-1] != "." else " ")
            text.append(statement.words, statement.style)
    return text


def _statements(each: Presented, theme: Theme) -> Iterator[Statement]:
    """Yield what there is to say, the gravest first; at least that all is good."""
    said = False
    for statement in (*_of_certificate(each, theme), *_of_offer(each, theme)):
        said = True
        yield statement
    if not said:
        yield Statement(tr("good"), theme.good, trouble=False)


def _of_certificate(each: Presented, theme: Theme) -> Iterator[Statement]:
    if each.fault is not None:
        missing = each.fault.kind == "missing intermediate"
        style = theme.bad if each.grave else theme.warning
        yield Statement("" if missing else fault_words(each.fault), style)
    elif each.soon:
        words = counted("{count} day", "{count} days", each.overview.days)
        yield Statement(words, theme.warning)
    elif each.demo and each.offer is None:
        yield Statement(tr("no peer trusts it"), theme.warning, trouble=False)


def _of_offer(each: Presented, theme: Theme) -> Iterator[Statement]:
    offer = each.offer
    if offer is None:
        return
    if offer.nobody:
        words = tr(
            "STARTTLS is offered to nobody: all mail flow policies of the listener have TLS Off."
        )
        yield Statement(words, theme.warning, trouble=each.hidden)
    if offer.partly:
        words = tr("TLS is Off in these mail flow policies: {names}", names=", ".join(offer.off))
        yield Statement(words, theme.warning)
    if each.demo and offer.offering:
        yield Statement(tr("TLS with the Demo certificate, which no peer trusts"), theme.warning)
    if offer.unverifiable:
        words = tr("clients cannot be verified: no list of certificate authorities is in use")
        yield Statement(words, theme.bad)
