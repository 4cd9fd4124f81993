"""Fetched revocation lists."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from state.crl_cache import CachedCrl, CrlCache
from state.model.certificates import CrlSource

SOURCE = CrlSource(primary_url="http://crl.example.net/root.crl")
OTHER = CrlSource(primary_url="http://crl.example.net/other.crl")
NOW = datetime(2024, 5, 20, 10, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("name", ["Example Trust", "..", "a/b", "목록", "x" * 64])
def test_a_list_is_kept_with_the_time_of_fetching(tmp_path: Path, name: str) -> None:
    cache = CrlCache(tmp_path / "crl")
    assert cache.get(name, SOURCE) is None
    cache.put(name, SOURCE, b"list", NOW)
    assert cache.get(name, SOURCE) == CachedCrl(b"list", NOW)
    (path,) = (tmp_path / "crl").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_source_with_other_urls_has_no_list_yet(tmp_path: Path) -> None:
    cache = CrlCache(tmp_path)
    cache.put("x", SOURCE, b"list", NOW)
    assert cache.get("x", OTHER) is None
    assert cache.get("y", SOURCE) is None
