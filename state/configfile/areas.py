"""The areas of the configuration as elements of `<config>`, in their order (CLI reference, 6.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from state.configfile import records
from state.configfile.elements import Element
from state.configfile.faults import ParseFault
from state.configfile.listener_records import LISTENERS
from state.configfile.schema import Nested, Record, Table, Values, refuse_text, single
from state.model.configuration import Settings, View

ROOT = "config"


@dataclass(frozen=True)
class AreaElements:
    """One area: the element that holds its parts, or `None` when they stand in `<config>`."""

    area: str
    element: str | None
    record: Record

    @property
    def elements(self) -> tuple[str, ...]:
        """The names of the elements in `<config>`."""
        if self.element is not None:
            return (self.element,)
        return tuple(name for part in self.record.parts for name in part.elements)


AREAS = (
    AreaElements("system", None, records.SYSTEM),
    AreaElements("interfaces", "interfaces", records.INTERFACES),
    AreaElements("dns", "dns", records.DNS),
    AreaElements("certificates", "certificates", records.CERTIFICATES),
    AreaElements("authorities", None, records.AUTHORITIES),
    AreaElements("crl", None, records.CRL),
    AreaElements("ssl", "ssl", records.SSL),
    AreaElements("listeners", "listeners", LISTENERS),
    AreaElements("delivery", "delivery", records.DELIVERY),
    AreaElements("destinations", "destinations", records.DESTINATIONS),
    AreaElements("smtproutes", "smtp_routes", records.SMTPROUTES),
    AreaElements("bounces", "bounce_profiles", records.BOUNCES),
    AreaElements("ldap", "ldap", records.LDAP),
    AreaElements("websecurity", "websecurity", records.WEBSECURITY),
    AreaElements("dlp", "enterprise_manager", records.DLP),
    AreaElements("amp", "amp", records.AMP),
    AreaElements("alerts", "alerts", records.ALERTS),
    AreaElements("adminaccess", "adminaccess", records.ADMINACCESS),
    AreaElements("users", "users", records.USERS),
    AreaElements("logs", "logs", records.LOGS),
    AreaElements("dictionaries", "dictionaries", records.DICTIONARIES),
    AreaElements("updates", "updates", records.UPDATES),
    AreaElements("rollback", "rollback", records.ROLLBACK),
)


def all_records() -> Iterator[Record]:
    """Yield the records of all data classes of the configuration, those inside others too."""
    waiting = [each.record for each in AREAS]
    while waiting:
        record = waiting.pop()
        yield record
        waiting += [part.record for part in record.parts if isinstance(part, Nested | Table)]


@cache
def _element_names() -> Mapping[tuple[type, str], str]:
    return {
        (record.kind, attribute): part.elements[0]
        for record in all_records()
        for part in record.parts
        for attribute in part.attributes
    }


def element_of(kind: type, attribute: str) -> str:
    """Return the name of the element for an attribute of a data class."""
    return _element_names().get((kind, attribute), attribute)


_KNOWN = frozenset(name for each in AREAS for name in each.elements)


def whole_settings(view: View) -> Settings:
    """Return what is effective in every area of `view`."""
    return Settings(**{each.area: getattr(view, each.area) for each in AREAS})


def to_elements(settings: Settings) -> Element:
    """Return the element `<config>` for settings in which every area is set."""
    root = Element(ROOT)
    for each in AREAS:
        parts = each.record.write(getattr(settings, each.area), explicit=True)
        root.children += parts if each.element is None else [Element(each.element, children=parts)]
    return root


def from_elements(root: Element) -> dict[str, Values]:
    """Return what is in `<config>`: area to attributes in plain data. Raises `ParseFault`.

    Only what the file contains is in the result.
    """
    if root.name != ROOT:
        raise ParseFault(f'{root.place}: the file is no configuration, which begins with "{ROOT}".')
    refuse_text(root)
    found = root.by_name()
    for name, elements in found.items():
        if name not in _KNOWN:
            raise ParseFault(f'{elements[0].place} is not expected in "{ROOT}".')
    areas: dict[str, Values] = {}
    for each in AREAS:
        if each.element is None:
            own = [child for name in each.elements for child in found.get(name, ())]
            values = each.record.read(Element(ROOT, children=own))
        else:
            element = single(each.element, found)
            values = {} if element is None else each.record.read(element)
        if values:
            areas[each.area] = values
    return areas
