"""Certificate profiles: made, installed, updated, deleted, exported."""

from __future__ import annotations

import pytest

from state.certificates import Certificate, PooledKeyMaker, PrivateKey
from state.certificates.pkcs12 import read_pkcs12
from state.certificates.request import Subject, request_key_id
from state.errors import CertificateError, StateError
from state.model.certificates import DEMO
from state.model.configuration import Draft
from state.operations.certificate_list import CertificateSummary, summaries
from state.operations.certificates import (
    KEY_MISMATCH,
    NewCertificate,
    awaits_commit,
    chain_warnings,
    check_deletable,
    check_new_name,
    create_profile,
    delete_profile,
    editable_profiles,
    export_profile,
    in_order,
    install_profile,
    intermediates_of,
    listed_profiles,
    read_pasted,
    update_profile,
)
from state.operations.usage import OUTBOUND, assign, services_using
from tests.state.certificates.authority import NOW, YEAR, Issued, Wish, ec_key, issue, leaf
from tests.state.operations.drafts import factory_draft

KEYS = PooledKeyMaker(1)
KEY = KEYS.rsa(1024)
OTHER_KEY = KEYS.rsa(1024)
SUBJECT = Subject("mail.example.com", "Example", "Org", "San Francisco", "CA", "US")

ROOT = issue("Example Root")
MIDDLE = issue("Example Intermediate CA", ROOT)
ISSUING = issue("Example Issuing CA 1", MIDDLE)
SERVER = leaf("mail.example.com", ISSUING)
STRANGER = issue("Other CA", issue("Other Root"))


def created(draft: Draft, name: str = "partner.com", key: PrivateKey = KEY) -> Draft:
    new = NewCertificate(subject=SUBJECT)
    return create_profile(draft, name, new, key, now=NOW, serial_number=7)


def installed(*intermediates: Issued, name: str = "partner.com") -> Draft:
    chain = [each.certificate for each in intermediates]
    return install_profile(factory_draft(), name, SERVER.certificate, SERVER.private_key, chain)


def subjects(draft: Draft, name: str = "partner.com") -> list[str]:
    return [each.common_name for each in intermediates_of(draft.certificates.profiles[name])]


def test_new_makes_certificate_request_and_key_that_belong_together() -> None:
    before = factory_draft()
    after = created(before)
    profile = after.certificates.profiles["partner.com"]
    certificate = Certificate.from_pem(profile.certificate)
    assert profile.csr is not None
    assert profile.key == certificate.key_id == request_key_id(profile.csr) == KEY.key_id
    assert certificate.dns_names == ("mail.example.com",)
    assert (certificate.not_before, certificate.not_after) == (NOW, NOW + 10 * YEAR)
    assert certificate.serial_number == 7
    assert after.new_keys == {KEY.key_id: KEY.pem}
    assert (before.new_keys, "partner.com" in before.certificates.profiles) == ({}, False)


def test_new_for_smime_carries_addresses() -> None:
    new = NewCertificate(
        subject=Subject("Mail Gateway"), smime=True, emails=("a@example.com",), dns_names=("x.org",)
    )
    draft = create_profile(factory_draft(), "smime", new, KEY, now=NOW, serial_number=1)
    profile = draft.certificates.profiles["smime"]
    certificate = Certificate.from_pem(profile.certificate)
    assert profile.smime
    assert (certificate.email_names, certificate.dns_names) == (("a@example.com",), ("x.org",))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("", "The value cannot be blank."),
        ("Demo", 'The "Demo" certificate profile cannot be modified.'),
        ("DEMO", 'The "Demo" certificate profile cannot be modified.'),
        ("a b", "Symbols are not allowed in the certificate profile name."),
        ("../x", "Symbols are not allowed in the certificate profile name."),
        ("파트너", "Symbols are not allowed in the certificate profile name."),
        ("x" * 256, "Symbols are not allowed in the certificate profile name."),
    ],
)
def test_names_that_are_refused_by_each_operation(name: str, text: str) -> None:
    server = SERVER.certificate
    for call in (
        lambda: check_new_name(name),
        lambda: created(factory_draft(), name),
        lambda: install_profile(factory_draft(), name, server, SERVER.private_key),
    ):
        with pytest.raises(StateError) as fault:
            call()
        assert (fault.value.text, fault.value.field) == (text, "name")


def test_overwriting_keeps_the_assignments() -> None:
    draft = assign(created(factory_draft()), OUTBOUND, "partner.com")
    renewed = created(draft, key=OTHER_KEY)
    assert renewed.certificates.profiles["partner.com"].key == OTHER_KEY.key_id
    assert services_using(renewed, "partner.com") == (OUTBOUND,)
    replaced = install_profile(draft, "partner.com", SERVER.certificate, SERVER.private_key)
    assert services_using(replaced, "partner.com") == (OUTBOUND,)
    assert replaced.certificates.profiles["partner.com"].csr is None


def test_a_key_of_another_certificate_is_refused() -> None:
    with pytest.raises(CertificateError) as fault:
        install_profile(factory_draft(), "partner.com", SERVER.certificate, KEY)
    assert (fault.value.text, fault.value.field) == (KEY_MISMATCH, "key")


def test_intermediates_are_put_in_order_and_nothing_is_dropped() -> None:
    draft = installed(STRANGER, ROOT, ISSUING, MIDDLE, ISSUING)
    assert subjects(draft) == [
        "Example Issuing CA 1",
        "Example Intermediate CA",
        "Example Root",
        "Other CA",
        "Example Issuing CA 1",
    ]


def test_faults_of_the_chain_are_named_by_number() -> None:
    chain = in_order(
        SERVER.certificate,
        [each.certificate for each in (STRANGER, ROOT, ISSUING, MIDDLE, ISSUING)],
    )
    assert chain_warnings(SERVER.certificate, chain, NOW) == (
        'Warning (intermediate 5): The certificate "CN=Example Issuing CA 1" is stored twice.',
        'Warning (intermediate 4): The certificate "CN=Other CA" does not belong to the chain.',
        (
            'Warning (intermediate 3): The root certificate "CN=Example Root" is included. '
            "Peers do not need it."
        ),
    )
    assert chain_warnings(SERVER.certificate, chain[:2], NOW) == ()


def test_a_strange_root_is_called_a_stranger_only() -> None:
    root = issue("Other Root").certificate
    assert chain_warnings(SERVER.certificate, [root], NOW) == (
        'Warning (intermediate 1): The certificate "CN=Other Root" does not belong to the chain.',
    )


def test_number_of_intermediates_is_bounded() -> None:
    many = [ISSUING.certificate] * 101
    with pytest.raises(CertificateError, match="at most 100"):
        in_order(SERVER.certificate, many)


def test_a_paste_may_hold_the_whole_chain_in_any_order() -> None:
    chain = (ROOT, SERVER, ISSUING, MIDDLE)
    pasted = read_pasted("".join(each.certificate.pem for each in chain))
    assert pasted.certificate == SERVER.certificate
    assert pasted.others == (ROOT.certificate, ISSUING.certificate, MIDDLE.certificate)


def test_the_key_decides_which_of_several_leaves_is_meant() -> None:
    other = leaf("other.example.com", ISSUING)
    pasted = read_pasted(other.certificate.pem + SERVER.certificate.pem)
    chosen = pasted.for_key(SERVER.certificate.key_id)
    assert (chosen.certificate, chosen.others) == (SERVER.certificate, (other.certificate,))
    assert chosen.for_key(SERVER.certificate.key_id) is chosen
    with pytest.raises(CertificateError, match="does not sign"):
        pasted.for_key(KEY.key_id)


def test_update_keeps_key_request_and_assignments() -> None:
    key = ec_key(77)
    request_key = Issued(SERVER.x509, key).private_key
    draft = assign(created(factory_draft(), key=request_key), OUTBOUND, "partner.com")
    signed = leaf("mail.example.com", ISSUING, Wish(ca=False, key=key)).certificate
    after = update_profile(draft, "partner.com", signed, [MIDDLE.certificate, ISSUING.certificate])
    old = draft.certificates.profiles["partner.com"]
    new = after.certificates.profiles["partner.com"]
    assert (new.key, new.csr) == (old.key, old.csr)
    assert new.certificate == signed.pem
    assert subjects(after) == ["Example Issuing CA 1", "Example Intermediate CA"]
    assert services_using(after, "partner.com") == (OUTBOUND,)
    assert update_profile(after, "partner.com", signed, intermediates_of(new)) is after


def test_update_refuses_a_certificate_for_another_key() -> None:
    draft = created(factory_draft())
    with pytest.raises(CertificateError) as fault:
        update_profile(draft, "partner.com", SERVER.certificate, [])
    assert fault.value.text == "The private key does not sign certificate. Discarding."


@pytest.mark.parametrize("name", [DEMO, "gone"])
def test_only_existing_profiles_other_than_demo_can_be_changed(name: str) -> None:
    draft = factory_draft()
    for call in (
        lambda: update_profile(draft, name, SERVER.certificate, []),
        lambda: delete_profile(draft, name),
        lambda: export_profile(draft, name, KEY, "secret"),
    ):
        with pytest.raises(StateError) as fault:
            call()
        assert fault.value.field == "name"


def test_delete_is_refused_with_the_services_that_use_it() -> None:
    draft = assign(installed(), OUTBOUND, "partner.com")
    with pytest.raises(StateError) as fault:
        delete_profile(draft, "partner.com")
    assert fault.value.text == (
        'The certificate profile "partner.com" is in use and cannot be deleted.\n'
        "It is assigned to the following services:\n"
        "  Outbound TLS"
    )
    free = assign(draft, OUTBOUND, DEMO)
    check_deletable(free, "partner.com")
    assert set(delete_profile(free, "partner.com").certificates.profiles) == {DEMO}


def test_export_holds_certificate_key_and_chain() -> None:
    draft = installed(ISSUING, MIDDLE)
    data = export_profile(draft, "partner.com", SERVER.private_key, "correct horse 비밀")
    bundle = read_pkcs12(data, "correct horse 비밀")
    assert bundle.certificate == SERVER.certificate
    assert bundle.key.key_id == SERVER.private_key.key_id
    assert bundle.chain == (ISSUING.certificate, MIDDLE.certificate)
    with pytest.raises(StateError, match="cannot be blank"):
        export_profile(draft, "partner.com", SERVER.private_key, "")
    with pytest.raises(StateError, match="invalid characters"):
        export_profile(draft, "partner.com", SERVER.private_key, "secret\udcff")


def test_a_profile_awaits_commit_until_its_key_is_committed() -> None:
    running = factory_draft()
    first = created(running)
    profile = first.certificates.profiles["partner.com"]
    assert awaits_commit(running, "partner.com", profile)
    assert not awaits_commit(first, "partner.com", profile)
    again = created(first, key=OTHER_KEY).certificates.profiles["partner.com"]
    assert awaits_commit(first, "partner.com", again)


def test_profiles_are_listed_by_name_with_demo_last() -> None:
    draft = factory_draft("b", "Zeta", "a", "Alpha", "E")
    assert listed_profiles(draft) == ("a", "Alpha", "b", "E", "Zeta", "Demo")
    assert editable_profiles(draft) == ("a", "Alpha", "b", "E", "Zeta")


def test_the_list_as_data() -> None:
    draft = created(installed(name="signed"), "new")
    profiles = {name: each for name, each in draft.certificates.profiles.items() if name != DEMO}
    draft = draft.write(certificates=type(draft.certificates)(profiles=profiles))
    assert summaries(draft, NOW) == (
        CertificateSummary("new", "mail.example.com", "mail.example.com", "Active", 3650),
        CertificateSummary("signed", "mail.example.com", "Example Issuing CA 1", "Active", 365),
    )
    later = summaries(draft, NOW + 2 * YEAR)
    assert [(each.status, each.days) for each in later] == [("Active", 2920), ("Expired", 0)]
