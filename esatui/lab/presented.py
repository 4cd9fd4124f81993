"""What remote hosts present in the handshake: sound chains, and one fault each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from esatui.lab.ca import LabAuthority
from esatui.lab.keys import LabKeys
from esatui.lab.wish import DAY, Issued, Wish
from state.certificates.certificate import Certificate
from state.clock import Clock


@dataclass(frozen=True, slots=True)
class Presented:
    """A server's certificate with its key, and what it sends after it, in this order."""

    server: Issued
    chain: tuple[Certificate, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """Whom a remote host is for."""

    domain: str
    """The email domain: mail for it goes to the host."""
    host: str
    """Host name of the MX record."""


class LabHierarchy:
    """A root that is to be trusted, an intermediate, and the presentations of `CASES`."""

    def __init__(
        self,
        keys: LabKeys,
        clock: Clock,
        *,
        root: Issued | None = None,
        intermediate: Issued | None = None,
    ) -> None:
        """New authorities are made where none are given; `intermediate` is signed by `root`."""
        self.keys = keys
        self.authority = authority = LabAuthority(keys, clock)
        self.root = root or authority.root("Lab Root CA")
        self.intermediate = intermediate or authority.intermediate("Lab Issuing CA", self.root)
        self.unknown_root = authority.root("Unknown Root CA")

    def present(self, case: str, names: Names) -> Presented:
        """Return what a host with this fault presents. Raises KeyError for an unknown case."""
        return CASES[case](self, names)

    def sound(self, names: Names, wish: Wish | None = None) -> Presented:
        """A certificate that is right for the domain and the host, with its intermediate."""
        return self.named((names.domain, names.host), wish)

    def named(self, names: tuple[str, ...], wish: Wish | None = None) -> Presented:
        """A certificate for these names from the intermediate, with the intermediate."""
        server = self.authority.server(*names, issuer=self.intermediate, wish=wish)
        return Presented(server, (self.intermediate.certificate,))


Case = Callable[[LabHierarchy, Names], Presented]


def _self_signed(lab: LabHierarchy, names: Names) -> Presented:
    wish = Wish(common_name=names.domain, dns_names=(names.domain, names.host))
    return Presented(lab.authority.issue(wish))


def _expired(lab: LabHierarchy, names: Names) -> Presented:
    return lab.sound(names, Wish(start=-60 * DAY, end=-30 * DAY))


def _not_yet(lab: LabHierarchy, names: Names) -> Presented:
    return lab.sound(names, Wish(start=30 * DAY, end=60 * DAY))


def _mismatch(lab: LabHierarchy, names: Names) -> Presented:
    return lab.named(("mail.other.example",))


def _no_intermediate(lab: LabHierarchy, names: Names) -> Presented:
    return replace(lab.sound(names), chain=())


def _wrong_intermediate(lab: LabHierarchy, names: Names) -> Presented:
    earlier = lab.authority.intermediate("Lab Issuing CA of last year", lab.root)
    return replace(lab.sound(names), chain=(earlier.certificate,))


def _untrusted(lab: LabHierarchy, names: Names) -> Presented:
    issuing = lab.authority.intermediate("Unknown Issuing CA", lab.unknown_root)
    server = lab.authority.server(names.domain, names.host, issuer=issuing)
    return Presented(server, (issuing.certificate,))


def _unknown_root_sent(lab: LabHierarchy, names: Names) -> Presented:
    presented = _untrusted(lab, names)
    return replace(presented, chain=(*presented.chain, lab.unknown_root.certificate))


def _common_name_only(lab: LabHierarchy, names: Names) -> Presented:
    server = lab.authority.issue(Wish(common_name=names.domain), lab.intermediate)
    return Presented(server, (lab.intermediate.certificate,))


def _other_names(lab: LabHierarchy, names: Names) -> Presented:
    wish = Wish(common_name=names.host, dns_names=("mail.other.example",))
    return Presented(lab.authority.issue(wish, lab.intermediate), (lab.intermediate.certificate,))


def _parent_domain(lab: LabHierarchy, names: Names) -> Presented:
    return lab.named((_parent(names.domain),))


def _wildcard(lab: LabHierarchy, names: Names) -> Presented:
    return lab.named((f"*.{_parent(names.domain)}",))


def _deep_wildcard(lab: LabHierarchy, names: Names) -> Presented:
    return lab.named((f"*.{_parent(_parent(names.domain))}",))


def _no_usage(lab: LabHierarchy, names: Names) -> Presented:
    return lab.sound(names, Wish(purposes=None))


def _client_usage(lab: LabHierarchy, names: Names) -> Presented:
    return lab.sound(names, Wish(purposes=("client",)))


def _rsa(bits: int) -> Case:
    return lambda lab, names: lab.sound(names, Wish(key=lab.keys.rsa(bits)))


def _duplicate(lab: LabHierarchy, names: Names) -> Presented:
    return replace(lab.sound(names), chain=(lab.intermediate.certificate,) * 2)


def _with_root(lab: LabHierarchy, names: Names) -> Presented:
    sent = (lab.intermediate.certificate, lab.root.certificate)
    return replace(lab.sound(names), chain=sent)


def _wrong_order(lab: LabHierarchy, names: Names) -> Presented:
    upper = lab.authority.intermediate("Lab Policy CA", lab.root)
    lower = lab.authority.intermediate("Lab Lower CA", upper)
    server = lab.authority.server(names.domain, names.host, issuer=lower)
    return Presented(server, (upper.certificate, lower.certificate))


def _expired_intermediate(lab: LabHierarchy, names: Names) -> Presented:
    old = lab.authority.intermediate("Old Lab CA", lab.root, Wish(start=-60 * DAY, end=-30 * DAY))
    return Presented(lab.authority.server(names.domain, names.host, issuer=old), (old.certificate,))


def _old_and_new(lab: LabHierarchy, names: Names) -> Presented:
    key = lab.keys.elliptic()
    old = Wish(key=key, start=-60 * DAY, end=-30 * DAY)
    made = [
        lab.authority.intermediate("Renewed Lab CA", lab.root, wish)
        for wish in (old, Wish(key=key, end=1825 * DAY))
    ]
    server = lab.authority.server(names.domain, names.host, issuer=made[1])
    return Presented(server, tuple(each.certificate for each in made))


def _no_authority(lab: LabHierarchy, names: Names) -> Presented:
    impostor = lab.authority.issue(Wish(common_name="No CA"), lab.root)
    server = lab.authority.server(names.domain, names.host, issuer=impostor)
    return Presented(server, (impostor.certificate,))


def _constrained(lab: LabHierarchy, names: Names) -> Presented:
    wish = Wish(permitted=("elsewhere.example",), end=365 * DAY)
    limited = lab.authority.intermediate("Limited Lab CA", lab.root, wish)
    server = lab.authority.server(names.domain, names.host, issuer=limited)
    return Presented(server, (limited.certificate,))


def _sha1(lab: LabHierarchy, names: Names) -> Presented:
    issuing = lab.authority.intermediate(
        "Lab SHA-1 CA", lab.root, Wish(key=lab.keys.rsa(2048), end=365 * DAY)
    )
    wish = Wish(key=lab.keys.rsa(1024), digest="sha1")
    server = lab.authority.server(names.domain, names.host, issuer=issuing, wish=wish)
    return Presented(server, (issuing.certificate,))


def _parent(name: str) -> str:
    return name.partition(".")[2] or "example"


CASES: Final[dict[str, Case]] = {
    # The certificate cases of the decision table.
    "selfsigned": _self_signed,
    "expired": _expired,
    "notyet": _not_yet,
    "mismatch": _mismatch,
    "nointermediate": _no_intermediate,
    "wrongchain": _wrong_intermediate,
    "untrusted": _untrusted,
    "cn-only": _common_name_only,
    "cn-ok-san-other": _other_names,
    "domain-only": _parent_domain,
    "wildcard": _wildcard,
    "wildcard-deep": _deep_wildcard,
    "noeku": _no_usage,
    "clienteku": _client_usage,
    "valid-p256": LabHierarchy.sound,
    "valid-rsa2048": _rsa(2048),
    "valid-rsa4096": _rsa(4096),
    # Faults of the chain (tls-behaviour, 7) and what else a strict peer looks at.
    "unknown-root-sent": _unknown_root_sent,
    "duplicate-intermediate": _duplicate,
    "old-and-new-intermediate": _old_and_new,
    "wrong-order": _wrong_order,
    "root-included": _with_root,
    "expired-intermediate": _expired_intermediate,
    "issuer-without-ca": _no_authority,
    "name-constraints": _constrained,
    "unknown-critical": lambda lab, names: lab.sound(names, Wish(unknown_critical=True)),
    "weak-rsa1024-sha1": _sha1,
}
"""Names of what can be presented, the first block as the decision table names them."""
