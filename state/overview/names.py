"""The names that have to agree where a certificate is presented, and why one is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from state.certificates.certificate import Certificate
from state.certificates.matching import name_matches, names_equal
from state.model.configuration import View

Known = Literal["found", "asking", "none", "null", "failure"]
"""`none`: there is no MX record. `null`: the record says that no mail is taken (RFC 7505).

`failure`: nobody could tell. `asking`: not looked up yet.
"""


@dataclass(frozen=True, slots=True)
class Exchangers:
    """What DNS says of one domain: the hosts that its MX records name, in small letters."""

    domain: str
    known: Known
    hosts: tuple[str, ...] = ()
    """Empty unless `found`."""
    reason: str = ""
    """Why nobody could tell: `timeout`, `SERVFAIL` ..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMatch:
    """The three names that have to agree where a listener presents a certificate.

    `hostname` is that of the listener's IP interface; `domains` are those that it takes mail for.
    """

    listener: str
    private: bool
    """A private listener takes mail from inside: no MX record leads to it."""
    hostname: str
    domains: tuple[Exchangers, ...]
    certificate_has_hostname: bool
    exchangers_are_hostname: bool | None
    """`None` while no MX record is known."""
    certificate_has_exchangers: bool | None

    @property
    def exchangers(self) -> tuple[str, ...]:
        """The hosts of all domains, each once."""
        return tuple(dict.fromkeys(host for each in self.domains for host in each.hosts))

    @property
    def agrees(self) -> bool:
        """Whether all that is known agrees."""
        checks = (self.exchangers_are_hostname, self.certificate_has_exchangers)
        return self.certificate_has_hostname and False not in checks


@dataclass(frozen=True, slots=True, kw_only=True)
class HostMatch:
    """The two names that have to agree where the HTTPS of an IP interface presents one."""

    interface: str
    hostname: str
    agrees: bool


def exchangers(domain: str, status: str, records: Sequence[str], reason: str = "") -> Exchangers:
    """Return what an answer says: its `status` and its records as they stand in zone files."""
    if status == "failure":
        return Exchangers(domain, "failure", reason=reason)
    fields = [record.split() for record in records]
    hosts = tuple(dict.fromkeys(each[-1].rstrip(".").lower() for each in fields if each))
    if not hosts:
        return Exchangers(domain, "none")
    if hosts == ("",):
        return Exchangers(domain, "null")
    return Exchangers(domain, "found", tuple(filter(None, hosts)))


def certificate_names(certificate: Certificate) -> tuple[str, ...]:
    """Return the names that a certificate is for: those of subjectAltName, else the common name."""
    return certificate.dns_names or (certificate.common_name,)


def covers(certificate: Certificate, name: str) -> bool:
    """Whether a certificate is for the host `name`."""
    return any(name_matches(pattern, name) for pattern in certificate_names(certificate))


def name_match(
    view: View,
    listener: str,
    certificate: Certificate,
    answers: Mapping[str, Exchangers],
    most: int,
) -> NameMatch:
    """Compare the names where `listener` presents `certificate`. Raises KeyError without it.

    `answers` is what is known of domains, of which the first `most` count.
    """
    entry = view.listeners.entries[listener]
    hostname = view.interfaces.entries[entry.interface].hostname
    private = entry.type == "private"
    domains = tuple(
        answers.get(domain, Exchangers(domain, "asking"))
        for domain in receiving_domains(view, listener)[:most]
    )
    hosts = [host for each in domains for host in each.hosts]
    return NameMatch(
        listener=listener,
        private=private,
        hostname=hostname,
        domains=domains,
        certificate_has_hostname=covers(certificate, hostname),
        exchangers_are_hostname=_all(names_equal(each, hostname) for each in hosts),
        certificate_has_exchangers=_all(covers(certificate, each) for each in hosts),
    )


def host_match(view: View, interface: str, certificate: Certificate) -> HostMatch:
    """Compare the names where HTTPS of `interface` presents `certificate`; KeyError without it."""
    hostname = view.interfaces.entries[interface].hostname
    agrees = covers(certificate, hostname)
    return HostMatch(interface=interface, hostname=hostname, agrees=agrees)


def receiving_domains(view: View, listener: str) -> tuple[str, ...]:
    """Return the domains that a listener takes mail for, as far as its RAT names them whole.

    None for a private listener, which has no RAT.
    """
    entry = view.listeners.entries[listener]
    if entry.type == "private":
        return ()
    return tuple(
        name
        for name, access in entry.rat.items()
        if access.accept
        and "." in name.strip(".")
        and "@" not in name
        and not name.startswith((".", "["))
    )


def _all(checks: Iterable[bool]) -> bool | None:
    found = list(checks)
    return all(found) if found else None
