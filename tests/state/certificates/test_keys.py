"""Where keys come from."""

from __future__ import annotations

from importlib.resources import files

import pytest

from state.certificates import KeyMaker, PooledKeyMaker, SystemKeyMaker, read_private_key
from state.certificates.keys import RSA_SIZES
from state.errors import CertificateError
from tests.state.certificates import openssl


def test_system_keys_are_real_and_new() -> None:
    maker: KeyMaker = SystemKeyMaker()
    one, two = maker.rsa(1024), maker.rsa(1024)
    assert one != two
    assert one.key_text == "RSA 1024"
    assert read_private_key(one.pem) == one
    assert openssl.text("pkey", "-noout", "-check", stdin=one.pem).strip() == "Key is valid"
    assert 0 < maker.serial_number() < 2**159
    assert maker.serial_number() != maker.serial_number()


@pytest.mark.parametrize("bits", RSA_SIZES)
def test_pool_is_sound(bits: int) -> None:
    text = files("state.certificates").joinpath(f"pool/rsa-{bits}.pem").read_text("ascii")
    assert text.startswith("PUBLIC TEST KEYS.")
    maker = PooledKeyMaker(0)
    count = text.count("BEGIN PRIVATE KEY")
    keys = [maker.rsa(bits) for _ in range(count)]
    assert len(set(keys)) == count >= 5
    for key in keys:
        assert read_private_key(key.pem) == key
        assert key.key_text == f"RSA {bits}"
    assert maker.rsa(bits) == keys[0]


def test_the_seed_decides_on_keys_and_serial_numbers() -> None:
    def taken(seed: int) -> list[object]:
        maker = PooledKeyMaker(seed)
        return [
            *(maker.rsa(bits) for bits in (2048, 1024, 2048, 4096)),
            *(maker.serial_number() for _ in range(4)),
        ]

    assert taken(1) == taken(1)
    assert len({tuple(map(repr, taken(seed))) for seed in range(8)}) == 8
    assert all(0 < PooledKeyMaker(seed).serial_number() < 2**159 for seed in range(50))


def test_sizes_do_not_disturb_each_other() -> None:
    one, two = PooledKeyMaker(5), PooledKeyMaker(5)
    one.rsa(1024)
    one.serial_number()
    assert one.rsa(2048) == two.rsa(2048)


@pytest.mark.parametrize("bits", [0, -1, 512, 1023, 3072, 65536])
def test_other_sizes_are_refused(bits: int) -> None:
    makers: tuple[KeyMaker, ...] = (SystemKeyMaker(), PooledKeyMaker(1))
    for maker in makers:
        with pytest.raises(CertificateError) as caught:
            maker.rsa(bits)
        assert caught.value.field == "bits"
