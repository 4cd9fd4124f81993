"""Requests to forget: seen by everybody, once each."""

from pathlib import Path

from state.flush import FlushWatch, request_flush


def test_each_keeper_hears_of_each_request_once(tmp_path: Path) -> None:
    keepers = [FlushWatch(tmp_path) for _ in range(2)]
    assert not any(keeper.due() for keeper in keepers)
    for _ in range(2):
        request_flush(tmp_path)
        assert all(keeper.due() for keeper in keepers)
        assert not any(keeper.due() for keeper in keepers)
