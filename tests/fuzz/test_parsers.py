"""Damaged files, pastes and lines: each is taken or refused in words, and nothing else happens."""

from __future__ import annotations

import pytest

from tests.fuzz.feeding import feed
from tests.fuzz.targets import TARGETS, Target

BY_NAME = pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)


@BY_NAME
def test_valid_input(target: Target) -> None:
    for sample in target.samples():
        target.feed(sample)


@BY_NAME
def test_damaged_input(target: Target) -> None:
    for seed in range(40):
        feed(target, seed)
