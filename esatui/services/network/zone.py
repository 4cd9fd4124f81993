"""A zone of the lab: text in the form of RFC 1035 to records that can be looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from state.errors import StateError

if TYPE_CHECKING:
    import dns.name
    import dns.rrset

LARGEST_ZONE: Final = 1024 * 1024
DEFAULT_TTL: Final = 1800
DIRECTIVES: Final = ("$ORIGIN", "$TTL")
"""Those of RFC 1035, 5.1 and RFC 2308, 4 that open no other file and make no records."""


@dataclass(frozen=True, slots=True)
class RecordSet:
    """The records of one name and type, each as the text of its data (RFC 1035, 5.1)."""

    ttl: int
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone. Names are in small letters, without the final dot."""

    name: str
    sets: Mapping[str, Mapping[str, RecordSet]] = field(default_factory=dict)
    """Name, then type, to the records."""
    existing: frozenset[str] = frozenset()
    """All names that exist, those above names with records included (RFC 8020)."""
    secure: bool = False
    fails: bool = False


def parse_zone(name: str, text: str, *, secure: bool = False, fails: bool = False) -> Zone:
    """Return the zone called `name` with the records of `text`.

    Names without a final dot are relative to it, `@` is the zone itself; without a TTL a record
    has 1800 seconds. Directives other than `DIRECTIVES` (`$INCLUDE`, `$GENERATE`) are refused.
    Raises `StateError`.
    """
    import dns.exception
    import dns.name
    import dns.rdatatype

    if len(text) > LARGEST_ZONE:
        raise StateError(f'lab.toml: zone "{name}": larger than {LARGEST_ZONE} characters')
    try:
        origin = dns.name.from_text(name.lower() or ".")
        found = _read(text, origin)
    except (dns.exception.DNSException, ValueError, UnicodeError, RecursionError) as error:
        raise StateError(f'lab.toml: zone "{name}": {error}') from error
    sets: dict[str, dict[str, RecordSet]] = {}
    for rrset in found:
        kind = dns.rdatatype.to_text(rrset.rdtype)
        foreign = not rrset.name.is_subdomain(origin)
        if foreign or dns.rdatatype.is_metatype(rrset.rdtype):
            raise StateError(f'lab.toml: zone "{name}": {rrset.name} {kind} has no place here')
        records = tuple(rdata.to_text() for rdata in rrset)
        sets.setdefault(_plain(rrset.name.to_text()), {})[kind] = RecordSet(rrset.ttl, records)
    own = _plain(origin.to_text())
    return Zone(own, sets, _existing(own, sets), secure, fails)


def _read(text: str, origin: dns.name.Name) -> list[dns.rrset.RRset]:
    """Return the records of a zone file, whatever their names. Raises what dnspython raises."""
    import dns.name
    import dns.rdataclass
    import dns.tokenizer
    import dns.zonefile

    # Not `read_rrsets`, which drops records outside of the zone without a word.
    manager = dns.zonefile.RRSetsReaderManager(dns.name.root, relativize=False)
    with manager.writer(replacement=True) as transaction:  # type: ignore[no-untyped-call]
        reader = dns.zonefile.Reader(
            dns.tokenizer.Tokenizer(text),
            dns.rdataclass.IN,
            transaction,
            allow_directives=DIRECTIVES,
            default_ttl=DEFAULT_TTL,
        )
        reader.current_origin = reader.last_name = origin
        # Where a SOA record may stand; the reader itself goes on to tell of foreign names.
        manager.origin = origin
        reader.read()
    return manager.rrsets


def _plain(name: str) -> str:
    return name.lower().rstrip(".")


def _existing(origin: str, names: Mapping[str, object]) -> frozenset[str]:
    """Return the names, and those between them and the zone."""
    existing = {origin}
    for name in names:
        above = name
        while above not in existing:
            existing.add(above)
            above = above.partition(".")[2]
    return frozenset(existing)
