"""What a name lookup gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, NamedTuple, TypeVar

T = TypeVar("T")

RecordType = Literal["A", "AAAA", "CNAME", "MX", "NS", "PTR", "SOA", "TLSA", "TXT"]

Status = Literal["found", "no data", "nxdomain", "failure"]
"""`no data`: the name exists, but has no record of this type. `failure`: nobody could tell (no
answer, SERVFAIL, a chain of aliases without end, DNSSEC that does not validate): try later."""


class Mx(NamedTuple):
    """A mail exchanger. Host names are without the final dot, the root is `.`."""

    preference: int
    host: str


class Tlsa(NamedTuple):
    """A TLSA record (RFC 6698, 2.1)."""

    usage: int
    selector: int
    matching: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """The answer to one question."""

    status: Status
    records: tuple[T, ...] = ()
    """In the order of the zone; MX records by preference. Empty unless `found`."""
    ttl: int = 0
    """Seconds for which the answer, also a negative one, may be kept."""
    secure: bool = False
    """Whether DNSSEC validated the whole answer, aliases included."""
    name: str = ""
    """The name that has the records: what was asked for, or the end of its chain of aliases."""
    reason: str = ""
    """Why it is a failure: `SERVFAIL`, `timeout`, ..."""
