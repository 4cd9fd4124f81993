"""Rows of tables: given, or made when they are first looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, overload

Tone = Literal["", "good", "warning", "bad", "muted"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `key` names it for good; `tones` colours cells, which say the same in words.

    `also` is found by the search, though it does not stand in the table.
    """

    key: str
    cells: tuple[str, ...]
    tones: tuple[Tone, ...] = ()
    also: str = ""

    @property
    def searched(self) -> str:
        """What a search looks through, in folded letter case."""
        return "\n".join((*self.cells, self.also) if self.also else self.cells).casefold()


class LazyRows(Sequence[Row]):
    """A row for each of `keys`, made by `make` when it is first asked for, and then kept."""

    def __init__(self, keys: Sequence[str], make: Callable[[str], Row]) -> None:
        self.keys = keys
        self._make = make
        self._made: dict[str, Row] = {}

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        if isinstance(place, slice):
            return [self._row(key) for key in self.keys[place]]
        return self._row(self.keys[place])

    def of(self, places: Iterable[int]) -> LazyRows:
        """Return some of these rows, in the order of `places`."""
        some = LazyRows([self.keys[place] for place in places], self._row)
        some._made = self._made
        return some

    def _row(self, key: str) -> Row:
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._make(key)
        return found


def place_of(rows: Sequence[Row], key: str) -> int | None:
    """Return where the row `key` is, without making rows."""
    keys = rows.keys if isinstance(rows, LazyRows) else (row.key for row in rows)
    return next((place for place, each in enumerate(keys) if each == key), None)
