"""RC2 against the test vectors of RFC 2268 section 5, backwards."""

from __future__ import annotations

import pytest

from state.certificates.rc2 import decrypt_cbc

VECTORS = [
    ("0000000000000000", 63, "0000000000000000", "ebb773f993278eff"),
    ("ffffffffffffffff", 64, "ffffffffffffffff", "278b27e42e2f0d49"),
    ("3000000000000000", 64, "1000000000000001", "30649edf9be7d2c2"),
    ("88", 64, "0000000000000000", "61a8a244adacccf0"),
    ("88bca90e90875a", 64, "0000000000000000", "6ccf4308974c267f"),
    ("88bca90e90875a7f0f79c384627bafb2", 64, "0000000000000000", "1a807d272bbe5db1"),
    ("88bca90e90875a7f0f79c384627bafb2", 128, "0000000000000000", "2269552ab0f85ca6"),
    (
        "88bca90e90875a7f0f79c384627bafb216f80a6f85920584c42fceb0be255daf1e",
        129,
        "0000000000000000",
        "5b78d3a43dfff1f1",
    ),
]


@pytest.mark.parametrize(("key", "bits", "plain", "cipher"), VECTORS)
def test_vectors_of_the_rfc(key: str, bits: int, plain: str, cipher: str) -> None:
    opened = decrypt_cbc(bytes.fromhex(key), bits, bytes(8), bytes.fromhex(cipher))
    assert opened.hex() == plain


@pytest.mark.parametrize(("iv", "data"), [(bytes(8), b"1234567"), (bytes(7), b"12345678")])
def test_other_lengths_are_refused(iv: bytes, data: bytes) -> None:
    with pytest.raises(ValueError, match="block"):
        decrypt_cbc(b"12345", 40, iv, data)
