"""International domain names (RFC 5890): as DNS has them, and as people write them.

Letters are mapped as in IDNA 2003 (RFC 3490), which everybody expects of capital letters and wide
forms. What may be in a name is what IDNA 2008 allows (RFC 5892): no pictures, no symbols.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

PREFIX: Final = "xn--"
CACHED: Final = 16_384
"""Names that are kept as people write them: as many as a table may well have."""

_DOTS: Final = re.compile("[.\u3002\uff0e\uff61]")
"""What separates labels (RFC 3490, 3.1)."""
_DEVIATING: Final = frozenset("ßẞς\u200c\u200d")
"""IDNA 2003 maps or drops these, IDNA 2008 keeps them: another domain would get the mail."""


def ascii_form(name: str) -> str:
    """Return an international name in lower case, its international labels as `xn--`.

    Raises ValueError for what is not allowed in one. Labels in ASCII are taken as they are.
    """
    return ".".join(map(_ascii_label, _DOTS.split(name)))


@lru_cache(CACHED)
def written_form(name: str) -> str:
    """Return a name as people write it: `한국.kr` for `xn--3e0b707e.kr`, any other as it is.

    A label stays `xn--` where what it stands for could not be typed.
    """
    if PREFIX not in name:
        return name
    return ".".join(_shown(label) for label in name.split("."))


def _ascii_label(label: str) -> str:
    if label.isascii():
        return label.lower()
    form = label.encode("idna").decode("ascii").lower() if _DEVIATING.isdisjoint(label) else "."
    if "." in form:
        # A character that stands for more than a part of a name.
        raise ValueError(label)
    if form.startswith(PREFIX):
        _written(form)
    return form


def _shown(label: str) -> str:
    if not label.startswith(PREFIX):
        return label
    try:
        written = _written(label)
        return written if ascii_form(written) == label else label
    except ValueError:
        return label


def _written(label: str) -> str:
    """Return what an `xn--` label stands for; raises ValueError where that is not allowed."""
    # With large tables; most appliances have no such name.
    import idna

    return idna.decode(label)
