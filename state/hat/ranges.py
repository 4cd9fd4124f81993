"""Ranges of numbers that overlap, each with a rank: which of those around a number is the first."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from heapq import heappop, heappush
from typing import Final

NOWHERE: Final = 1 << 62
"""The rank of a number that is in no range: behind all others."""


class RankedRanges:
    """Made once from ranges `(low, high, rank)`, both ends included; then asked often.

    The ranges are cut into pieces that do not overlap, so that a question is one binary search.
    """

    def __init__(self, ranges: Iterable[tuple[int, int, int]]) -> None:
        ordered = sorted(ranges)
        ends = {low for low, _, _ in ordered} | {high + 1 for _, high, _ in ordered}
        self._starts: list[int] = []
        self._ranks: list[int] = []
        self._cut(ordered, sorted(ends))

    def _cut(self, ordered: list[tuple[int, int, int]], ends: list[int]) -> None:
        """Store where each piece begins and the lowest rank of the ranges that cover it."""
        open_ranges: list[tuple[int, int]] = []
        position = 0
        for point in ends:
            while position < len(ordered) and ordered[position][0] == point:
                _, high, rank = ordered[position]
                heappush(open_ranges, (rank, high))
                position += 1
            while open_ranges and open_ranges[0][1] < point:
                heappop(open_ranges)
            rank = open_ranges[0][0] if open_ranges else NOWHERE
            if not self._ranks or self._ranks[-1] != rank:
                self._starts.append(point)
                self._ranks.append(rank)

    def rank(self, number: int) -> int:
        """Return the lowest rank of the ranges around `number`, `NOWHERE` when there is none."""
        position = bisect_right(self._starts, number)
        return self._ranks[position - 1] if position else NOWHERE
