"""Passphrases and keys in files: masked, encrypted, plain."""

import random
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.configfile.faults import ParseFault
from state.configfile.loading import load
from state.configfile.passphrases import MASK, PREFIX, decrypt, encrypt
from state.model.configuration import Draft
from state.model.services import Ldap, LdapServer
from tests.state.configfile.files import saved
from tests.state.strategies import ANYTHING, factory, key_source

DRAFT, KEYS = factory()


def with_bind_passphrase(passphrase: str | None) -> Draft:
    server = LdapServer(hosts=("ldap.example.com",), bind_passphrase=passphrase)
    return DRAFT.write(ldap=Ldap(servers={"PublicLDAP": server}))


def reloaded(text: str) -> str | None:
    draft = load(text, DRAFT, key_source(KEYS))
    return draft.ldap.servers["PublicLDAP"].bind_passphrase


def test_masked_files_show_nothing_and_cannot_be_loaded() -> None:
    text = saved(with_bind_passphrase("geheim"), "mask")
    assert text.count(f">{MASK}<") == 3
    assert not re.search("geheim|scrypt|PRIVATE KEY|aesgcm", text)
    with pytest.raises(
        ParseFault, match=r"^Parsing failed: the file contains masked passphrases\.$"
    ):
        reloaded(text)


def test_encrypted_files_show_nothing_and_can_be_loaded() -> None:
    text = saved(with_bind_passphrase("geheim"), "encrypt")
    assert text.count(f">{PREFIX}") == 3
    assert not re.search("geheim|scrypt|PRIVATE KEY", text)
    assert reloaded(text) == "geheim"


def test_plain_files_show_everything() -> None:
    text = saved(with_bind_passphrase("geheim"), "plain")
    assert "<bind_passphrase>geheim</bind_passphrase>" in text
    assert "<key>-----BEGIN PRIVATE KEY-----\n" in text
    assert "<passphrase>scrypt$" in text
    assert PREFIX not in text


@pytest.mark.parametrize("passphrase", [MASK, f"{PREFIX}abc", "", "bell\x07", " *****"])
def test_a_plain_file_gives_back_what_looks_like_something_else(passphrase: str) -> None:
    assert reloaded(saved(with_bind_passphrase(passphrase), "plain")) == passphrase


def test_a_passphrase_that_is_not_set_is_not_in_the_file() -> None:
    text = saved(with_bind_passphrase(None), "mask")
    assert "bind_passphrase" not in text


def test_a_masked_passphrase_in_toml_is_found_too() -> None:
    with pytest.raises(ParseFault, match="masked"):
        load(
            '[ldap.servers.a]\nhosts = ["h"]\nbind_passphrase = "*****"\n', DRAFT, key_source(KEYS)
        )


def test_a_mask_anywhere_else_is_a_text_like_any_other() -> None:
    banner = load('[adminaccess]\nbanner = "*****"\n', DRAFT, key_source(KEYS)).adminaccess.banner
    assert banner == MASK


@given(ANYTHING, st.binary(max_size=8))
def test_what_is_encrypted_can_be_decrypted(plain: str, context: bytes) -> None:
    sealed = encrypt(plain, context, random.Random(1).randbytes)
    assert sealed.startswith(PREFIX)
    assert decrypt(sealed, context) == plain


def test_an_encrypted_text_is_bound_to_the_kind_of_its_field() -> None:
    sealed = encrypt("secret", b"users.accounts.passphrase", random.Random(1).randbytes)
    assert decrypt(sealed, b"ldap.servers.bind_passphrase") is None


def test_the_nonce_is_drawn_anew_for_every_text() -> None:
    source = random.Random(1)
    first, second = (encrypt("same", b"", source.randbytes) for _ in range(2))
    assert first != second


@given(st.integers(min_value=len(PREFIX), max_value=60), st.characters())
def test_a_damaged_text_is_never_decrypted(position: int, character: str) -> None:
    sealed = encrypt("a secret of some length", b"c", random.Random(1).randbytes)
    damaged = sealed[:position] + character + sealed[position + 1 :]
    assert damaged == sealed or decrypt(damaged, b"c") is None


@pytest.mark.parametrize("text", [PREFIX, f"{PREFIX}AAAA", f"{PREFIX}====", f"{PREFIX}é"])
def test_a_damaged_passphrase_is_named(text: str) -> None:
    server = f'[ldap.servers.a]\nhosts = ["ldap.example.com"]\nbind_passphrase = "{text}"\n'
    with pytest.raises(ParseFault) as caught:
        load(server, DRAFT, key_source(KEYS))
    assert caught.value.text == 'Parsing failed: the encrypted passphrase of "a" cannot be read.'


def test_a_key_that_is_not_there_stops_the_saving_of_all_but_masked_files() -> None:
    profiles = dict(DRAFT.certificates.profiles)
    profiles["gone"] = replace(profiles["Demo"], key="0" * 64)
    draft = DRAFT.write(certificates=replace(DRAFT.certificates, profiles=profiles))
    assert saved(draft, "mask").count(MASK) == 3
    with pytest.raises(Exception, match="The private key is missing"):
        saved(draft, "plain")
