"""Feeding mutations to a target, so that a failure can be repeated."""

from __future__ import annotations

from random import Random

from tests.fuzz.mutations import mutated
from tests.fuzz.people import Hang, no_hang
from tests.fuzz.targets import Target


def feed(target: Target, seed: int) -> None:
    """Feed what the seed makes of the samples; what goes wrong is reported with it."""
    data = mutated(Random(seed), target.samples())
    try:
        with no_hang():
            target.feed(data)
    except (Exception, Hang) as error:
        raise AssertionError(
            f"{data[:2000]!r}\n\n{target.name}, seed {seed}: {type(error).__name__}: {error}"
        ) from error
