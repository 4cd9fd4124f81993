"""What a cipher string selects: the same as `openssl ciphers -v` says."""

from __future__ import annotations

import pytest

from esatui.services.tls.ciphers import listed
from state.errors import StateError
from state.model.services import FACTORY_CIPHERS
from tests.state.certificates import openssl

STRINGS = [
    FACTORY_CIPHERS,
    "DEFAULT",
    "HIGH:!aNULL",
    "ECDHE+AESGCM",
    "ALL:@SECLEVEL=0",
    "AES128-SHA",
]


@pytest.mark.parametrize("text", STRINGS)
def test_same_as_openssl(text: str) -> None:
    lines = openssl.text("ciphers", "-v", text).splitlines()
    assert list(listed(text)) == [line.rstrip() for line in lines]


@pytest.mark.parametrize(
    "text", ["", "NOTHING", "!ALL", "TLS_AES_128_GCM_SHA256", "a b", "é", "x" * 9999, "A:\0"]
)
def test_what_selects_nothing(text: str) -> None:
    with pytest.raises(StateError, match=r"^Invalid cipher string\.$"):
        listed(text)
