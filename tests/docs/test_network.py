"""The files that docs/network.md shows are files that can be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from esatui.services.network.address import Address
from esatui.services.network.lab import parse_lab
from esatui.services.network.network import Network
from state.settings import parse_settings
from tests.docs.fences import Fence, fences

DOCUMENT = "docs/network.md"
SETTINGS = fences(DOCUMENT, "toml appliance.toml")
LABS = fences(DOCUMENT, "toml lab.toml")


@pytest.mark.parametrize("block", SETTINGS, ids=str)
def test_settings(block: Fence, tmp_path: Path) -> None:
    text = "install_date = 2024-05-20T10:00:00Z\n" + block.text
    settings = parse_settings(text.encode(), Path("appliance.toml"))
    network = Network(settings, tmp_path)
    if settings.remotes:
        assert network.outside.target("10.0.0.1", 25) == Address("127.0.1.1", 10025)


def test_the_lab() -> None:
    assert len(SETTINGS) == 2
    (block,) = LABS
    lab = parse_lab(block.text.encode())
    assert sorted(lab.zones) == ["0.0.10.in-addr.arpa", "broken.example", "partner.example"]
    assert lab.clients["127.0.2.1"] == "203.0.113.7"
