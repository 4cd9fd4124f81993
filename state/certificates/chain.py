"""Puts the intermediates of a certificate in order and names what is wrong with them.

The order is that of RFC 8446 section 4.4.2: each certificate certifies the one before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from state.certificates.certificate import Certificate
from state.certificates.issuers import IssuerSearch


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The intermediates of one certificate, sorted out. No certificate is dropped.

    `chain`: those that lead from the certificate towards its root, in order, each once; its last
    may be a root. `duplicates`: second and further copies of a certificate (or copies of the
    certificate itself). `alternates`: others that certify something in the chain, such as a
    renewed or cross-signed issuer beside the chosen one. `strangers`: those that certify nothing
    here. `roots`: all that are self-signed; they are also in one of the other groups.
    `ordered`: the chain, then all others in the order in which they were given.
    """

    chain: tuple[Certificate, ...] = ()
    alternates: tuple[Certificate, ...] = ()
    duplicates: tuple[Certificate, ...] = ()
    strangers: tuple[Certificate, ...] = ()
    roots: tuple[Certificate, ...] = ()
    ordered: tuple[Certificate, ...] = ()


def arrange(certificate: Certificate, intermediates: Sequence[Certificate]) -> Arrangement:
    """Sorts intermediates that were given in any order.

    The chain does not depend on the order in which they were given. Links need both the name and
    the signature; a chain ends with the first self-signed certificate. Takes bounded time on
    hostile input: loops, a hundred of one name.
    """
    given = tuple(intermediates)
    search = IssuerSearch(given)
    chain = _climb(certificate, search)
    related = _related(certificate, search)
    groups: dict[str, list[Certificate]] = {"alternate": [], "duplicate": [], "stranger": []}
    rest: list[Certificate] = []
    waiting = set(chain)
    seen = {certificate}
    for each in given:
        repeated = each in seen
        seen.add(each)
        if each in waiting:
            waiting.remove(each)
            continue
        rest.append(each)
        kind = "duplicate" if repeated else "alternate" if each in related else "stranger"
        groups[kind].append(each)
    return Arrangement(
        chain=chain,
        alternates=tuple(groups["alternate"]),
        duplicates=tuple(groups["duplicate"]),
        strangers=tuple(groups["stranger"]),
        roots=tuple(each for each in dict.fromkeys(given) if each.self_signed),
        ordered=(*chain, *rest),
    )


def split_leaf(
    certificates: Sequence[Certificate],
) -> tuple[Certificate, tuple[Certificate, ...]]:
    """The certificate itself and the rest, from a paste that holds a whole chain in any order.

    The leaf is the one that issued none of the others and is no CA; when several or none fit, the
    first of them, or the first of all. Raises ValueError for no certificates.
    """
    if not certificates:
        raise ValueError("no certificates")
    search = IssuerSearch(certificates)
    issuers = {issuer for each in certificates for issuer in search.issuers(each)}
    leaves = [each for each in certificates if each not in issuers]
    candidates = [each for each in leaves if not each.is_ca] or leaves or list(certificates)
    leaf = candidates[0]
    rest = list(certificates)
    rest.remove(leaf)
    return leaf, tuple(rest)


def _climb(certificate: Certificate, search: IssuerSearch) -> tuple[Certificate, ...]:
    """The best issuer of each in turn, up to a root, until there is none or it comes round."""
    chain = [certificate]
    while not chain[-1].self_signed:
        issuer = next(search.issuers(chain[-1], excluding=chain), None)
        if issuer is None:
            break
        chain.append(issuer)
    return tuple(chain[1:])


def _related(certificate: Certificate, search: IssuerSearch) -> set[Certificate]:
    """All direct and indirect issuers of the certificate."""
    related: set[Certificate] = set()
    waiting = [certificate]
    while waiting:
        for issuer in search.issuers(waiting.pop()):
            if issuer not in related:
                related.add(issuer)
                waiting.append(issuer)
    return related
