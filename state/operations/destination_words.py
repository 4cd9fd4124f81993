"""Words of files and batch lines for the settings of a destination (CLI reference, 4.7 and 4.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Generic, TypeVar

from state.errors import StateError
from state.model.destinations import Dane, IpSortPreference, LimitApply, LimitType, OutboundTls

T = TypeVar("T")


class Words(Generic[T]):
    """The words that name the values of one setting.

    `written` is the word that a value is exported as. Its number in that order is read as well
    when `numbered`, and so are the words of `also`.
    """

    def __init__(
        self,
        field: str,
        written: Mapping[T, str],
        *,
        numbered: bool = True,
        also: Mapping[str, T] | None = None,
    ) -> None:
        self.field = field
        self.written = written
        self._values = {word.lower(): value for value, word in written.items()}
        if numbered:
            self._values |= {str(number): value for number, value in enumerate(written)}
        self._values |= also or {}

    def parse(self, text: str) -> T:
        """Return the value that `text` names, in any letter case; raises `StateError`."""
        try:
            return self._values[text.lower()]
        except KeyError:
            allowed = ", ".join(self.written.values())
            raise StateError(f"The value must be one of: {allowed}.", self.field) from None


TLS: Final[Words[OutboundTls]] = Words(
    "tls",
    {
        "off": "off",
        "preferred": "on",
        "required": "required",
        "preferred_verify": "on_verify",
        "required_verify": "require_verify",
        "required_verify_hosted": "require_verify_hosted",
    },
    also={"require": "required"},
)
DANE: Final[Words[Dane]] = Words(
    "dane", {"off": "off", "opportunistic": "opportunistic", "mandatory": "mandatory"}
)
LIMIT_TYPE: Final[Words[LimitType]] = Words("limit_type", {"host": "host", "MXIP": "MXIP"})
LIMIT_APPLY: Final[Words[LimitApply]] = Words("limit_apply", {"system": "system", "VG": "VG"})
BOUNCE_VERIFICATION: Final[Words[bool]] = Words("bounce_verification", {False: "off", True: "on"})
TLS_ALERT: Final[Words[bool]] = Words("send_tls_alert", {False: "0", True: "1"}, numbered=False)
IP_SORT: Final[Words[IpSortPreference]] = Words(
    "ip_sort",
    {
        "PREFER_V6": "PREFER_V6",
        "REQUIRE_V6": "REQUIRE_V6",
        "PREFER_V4": "PREFER_V4",
        "REQUIRE_V4": "REQUIRE_V4",
    },
    numbered=False,
)
