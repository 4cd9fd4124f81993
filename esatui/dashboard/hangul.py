"""What the Latin keys are under what a Hangul input method makes of them (two-set layout).

The layout is that of KS X 5002; syllables are composed as in chapter 3.12 of the Unicode Standard.
"""

from __future__ import annotations

from typing import Final


def _keys(names: str) -> tuple[str, ...]:
    return tuple(names.split())


_INITIAL: Final = _keys("r R s e E f a q Q t T d w W c z x v g")
_MEDIAL: Final = _keys("k o i O j p u P h hk ho hl y n nj np nl b m ml l")
_FINAL: Final = (
    "", *_keys("r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g")
)  # fmt: skip
_JAMO: Final = (
    _keys("r R rt s sw sg e E f fr fa fq ft fx fv fg a q Q qt t T d w W c z x v g") + _MEDIAL
)
"""The keys of the compatibility letters from U+3131 on."""
_FIRST_JAMO: Final = 0x3131
_FIRST_SYLLABLE: Final = 0xAC00
_SYLLABLES: Final = len(_INITIAL) * len(_MEDIAL) * len(_FINAL)


def latin(character: str) -> str:
    """Return the Latin letters on the keys of one Hangul letter or syllable, else nothing."""
    code = ord(character)
    if 0 <= code - _FIRST_JAMO < len(_JAMO):
        return _JAMO[code - _FIRST_JAMO]
    if 0 <= code - _FIRST_SYLLABLE < _SYLLABLES:
        rest, final = divmod(code - _FIRST_SYLLABLE, len(_FINAL))
        initial, medial = divmod(rest, len(_MEDIAL))
        return _INITIAL[initial] + _MEDIAL[medial] + _FINAL[final]
    return ""
