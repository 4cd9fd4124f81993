"""Intermediates in any order come out in the right one, and nothing is lost on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import permutations

import pytest
from cryptography import x509
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from state.certificates import Certificate
from state.certificates.chain import Arrangement, arrange, split_leaf
from state.certificates.issuers import MAXIMUM_SIGNATURES
from state.certificates.links import _signed_by
from tests.state.certificates.authority import NOW, YEAR, Issued, Wish, ec_key, issue, leaf, tangle
from tests.state.certificates.conftest import Hierarchy


def certificates(*issued: Issued) -> tuple[Certificate, ...]:
    return tuple(each.certificate for each in issued)


def test_every_order_gives_the_same_chain(hierarchy: Hierarchy) -> None:
    server = hierarchy.server.certificate
    right = certificates(hierarchy.issuing, hierarchy.intermediate, hierarchy.root)
    for order in permutations(right):
        found = arrange(server, order)
        assert found.chain == found.ordered == right
        assert found.roots == right[2:]
        assert found.duplicates == found.strangers == found.alternates == ()


def test_nothing_to_arrange(hierarchy: Hierarchy) -> None:
    assert arrange(hierarchy.server.certificate, ()) == Arrangement()


def test_duplicates_and_strangers_are_named_and_kept_in_the_given_order(
    hierarchy: Hierarchy,
) -> None:
    server, issuing, intermediate = certificates(
        hierarchy.server, hierarchy.issuing, hierarchy.intermediate
    )
    stranger, other = certificates(issue("Stranger"), issue("Other", issue("Its Root")))
    found = arrange(server, (other, intermediate, stranger, issuing, intermediate, server, other))
    assert found.chain == (issuing, intermediate)
    assert found.duplicates == (intermediate, server, other)
    assert found.strangers == (other, stranger)
    assert found.roots == (stranger,)
    assert found.ordered == (issuing, intermediate, other, stranger, intermediate, server, other)


def test_same_name_with_another_key_is_a_stranger(hierarchy: Hierarchy) -> None:
    """The name alone is no link: this is the intermediate of an earlier authority."""
    impostor = issue("Example Issuing CA 1", wish=Wish(key=ec_key(99), identifiers=False))
    found = arrange(hierarchy.server.certificate, certificates(impostor, hierarchy.issuing))
    assert found.chain == certificates(hierarchy.issuing)
    assert found.strangers == certificates(impostor)


def test_renewed_intermediate_of_the_same_key_is_an_alternate(hierarchy: Hierarchy) -> None:
    old = issue(
        "Example Issuing CA 1",
        hierarchy.intermediate,
        Wish(key=hierarchy.issuing.key, end=NOW - YEAR / 2),
    )
    for order in permutations((old, hierarchy.issuing, hierarchy.intermediate)):
        found = arrange(hierarchy.server.certificate, certificates(*order))
        assert found.chain == certificates(hierarchy.issuing, hierarchy.intermediate)
        assert found.alternates == certificates(old)


def test_cross_signed_root_leads_to_the_older_root(hierarchy: Hierarchy) -> None:
    older = issue("Older Root")
    crossed = issue("Example Root", older, Wish(key=hierarchy.root.key))
    given_ = (hierarchy.root, older, crossed, hierarchy.intermediate, hierarchy.issuing)
    right = certificates(hierarchy.issuing, hierarchy.intermediate, crossed, older)
    for order in permutations(given_):
        found = arrange(hierarchy.server.certificate, certificates(*order))
        assert found.chain == right
        assert found.alternates == certificates(hierarchy.root)
        assert set(found.roots) == set(certificates(hierarchy.root, older))


def test_chain_ends_with_the_first_root() -> None:
    """Two self-signed certificates of one root each made the other's signature, in a sense."""
    key = ec_key(50)
    roots = [issue("Root", wish=Wish(key=key, end=NOW + YEAR * n)) for n in (1, 2)]
    server = leaf("mail.example.com", roots[0])
    found = arrange(server.certificate, certificates(*roots))
    assert found.chain == certificates(roots[1])
    assert found.alternates == certificates(roots[0])


def test_a_self_signed_certificate_has_no_chain(hierarchy: Hierarchy) -> None:
    root = hierarchy.root.certificate
    found = arrange(root, (root, hierarchy.issuing.certificate))
    assert found.chain == ()
    assert found.duplicates == (root,)
    assert found.strangers == certificates(hierarchy.issuing)


def ring(size: int) -> list[Issued]:
    """Authorities that signed each other in a circle."""
    keys = [ec_key(200 + n) for n in range(size)]
    return [
        issue(
            f"Ring {n}",
            Issued(issue(f"Ring {(n + 1) % size}").x509, keys[(n + 1) % size]),
            Wish(key=keys[n]),
        )
        for n in range(size)
    ]


@pytest.mark.parametrize("size", [2, 3, 9])
def test_loops_end(size: int) -> None:
    circle = ring(size)
    server = leaf("mail.example.com", circle[0])
    found = arrange(server.certificate, certificates(*reversed(circle)))
    assert found.chain == certificates(*circle)
    assert not found.strangers


def test_a_hundred_certificates_that_signed_each_other_are_quick() -> None:
    many, signer = tangle(100)
    stored = certificates(*many)
    server = leaf("mail.example.com", signer, Wish(ca=False, identifiers=False)).certificate
    _signed_by.cache_clear()
    found = arrange(server, stored)
    assert Counter(found.ordered) == Counter(stored)
    assert len(found.chain) == 100
    # Beside the search, each certificate is asked once whether it signed itself.
    assert _signed_by.cache_info().misses <= MAXIMUM_SIGNATURES + len(many) + 1
    assert arrange(server, stored[::-1]).chain == found.chain


def test_a_hundred_impostors_do_not_hide_the_issuer() -> None:
    """All of the issuer's name, none of its key, and later ends of validity than its own."""
    real = issue("Example Issuing CA 1", wish=Wish(key=ec_key(400), identifiers=False))
    impostors = [
        issue(
            "Example Issuing CA 1",
            wish=Wish(key=ec_key(401 + n % 9), identifiers=False, end=NOW + 2 * YEAR),
        )
        for n in range(99)
    ]
    server = leaf("mail.example.com", real, Wish(ca=False, identifiers=False)).certificate
    found = arrange(server, certificates(*impostors, real))
    assert found.chain == certificates(real)
    assert found.strangers == certificates(*impostors)


def test_names_link_as_rfc_5280_compares_them() -> None:
    """PrintableString or UTF8String, capitals and spaces do not matter; OpenSSL agrees."""
    issuer_name = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, "Example  ROOT ", _ASN1Type.PrintableString)]
    )
    root = issue("Example Root", wish=Wish(key=ec_key(70)))
    signer = Issued(issue(issuer_name, wish=Wish(key=ec_key(70))).x509, ec_key(70))
    server = leaf("mail.example.com", signer)
    assert server.x509.issuer != root.x509.subject
    assert arrange(server.certificate, certificates(root)).chain == certificates(root)


def test_key_identifiers_that_differ_do_not_link(hierarchy: Hierarchy) -> None:
    other = x509.SubjectKeyIdentifier(b"another key")
    odd = issue(
        "Example Issuing CA 1",
        hierarchy.intermediate,
        Wish(key=hierarchy.issuing.key, identifiers=False, extensions=[(other, False)]),
    )
    found = arrange(hierarchy.server.certificate, certificates(odd))
    assert found.strangers == certificates(odd)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_selection_in_any_order(data: st.DataObject) -> None:
    """No certificate is lost or invented, and the chain does not depend on the order."""
    pool = _pool()
    picked = data.draw(st.lists(st.sampled_from(pool), max_size=12))
    shuffled = data.draw(st.permutations(picked))
    server = pool[0]
    one, two = arrange(server, picked), arrange(server, shuffled)
    assert Counter(one.ordered) == Counter(picked)
    assert one.chain == two.chain
    for group in ("alternates", "duplicates", "strangers", "roots"):
        assert Counter(getattr(one, group)) == Counter(getattr(two, group))
    parts = (*one.chain, *one.alternates, *one.duplicates, *one.strangers)
    assert Counter(parts) == Counter(picked)
    again = arrange(server, one.ordered)
    assert replace(again, roots=()) == replace(one, roots=())


_POOL: list[Certificate] = []


def _pool() -> list[Certificate]:
    if not _POOL:
        root, older = issue("Example Root"), issue("Older Root")
        crossed = issue("Example Root", older, Wish(key=root.key))
        intermediate = issue("Example Intermediate CA", root)
        renewed = issue(
            "Example Intermediate CA", root, Wish(key=intermediate.key, end=NOW + 2 * YEAR)
        )
        issuing = issue("Example Issuing CA 1", intermediate)
        back = issue("Example Intermediate CA", issuing, Wish(key=intermediate.key))
        impostor = issue("Example Issuing CA 1", wish=Wish(key=ec_key(99)))
        server = leaf("mail.example.com", issuing)
        _POOL.extend(
            certificates(
                server,
                root,
                older,
                crossed,
                intermediate,
                renewed,
                issuing,
                back,
                impostor,
                issue("Stranger"),
            )
        )
    return _POOL


def test_split_leaf_in_every_order(hierarchy: Hierarchy) -> None:
    everything = certificates(
        hierarchy.server, hierarchy.issuing, hierarchy.intermediate, hierarchy.root
    )
    for order in permutations(everything):
        found, rest = split_leaf(order)
        assert found == everything[0]
        assert list(rest) == [each for each in order if each != found]


def test_split_leaf_prefers_what_is_no_authority(hierarchy: Hierarchy) -> None:
    unrelated = issue("Unrelated CA").certificate
    server = hierarchy.server.certificate
    assert split_leaf((unrelated, server))[0] == server
    assert split_leaf((unrelated, hierarchy.root.certificate))[0] == unrelated
    assert split_leaf((server,)) == (server, ())
    assert split_leaf((server, server)) == (server, (server,))


def test_split_leaf_of_a_loop_is_the_first() -> None:
    circle = certificates(*ring(3))
    assert split_leaf(circle) == (circle[0], circle[1:])
    with pytest.raises(ValueError, match="no certificates"):
        split_leaf(())
