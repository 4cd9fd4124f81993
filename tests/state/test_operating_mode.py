"""The mode as those see it who ask for it all the time."""

from __future__ import annotations

from pathlib import Path

import pytest

from state.errors import StateError
from state.operating_mode import ModeReader, OperatingMode, write_mode


def test_reader_sees_every_change(tmp_path: Path) -> None:
    reader = ModeReader(tmp_path)
    assert reader.read() == OperatingMode()
    for mode in (
        OperatingMode(offline=True),
        OperatingMode(receiving_suspended=True, delivery_suspended=True),
        OperatingMode(delivery_suspended=True),
        OperatingMode(),
    ):
        write_mode(tmp_path, mode)
        assert reader.read() == mode
        assert reader.read() == mode
    (tmp_path / "mode").write_bytes(b"\xff")
    for _ in range(2):
        with pytest.raises(StateError):
            reader.read()
    (tmp_path / "mode").unlink()
    assert reader.read() == OperatingMode()
