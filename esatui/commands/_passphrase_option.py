"""What `showconfig` and `saveconfig` share: the passphrase option, and the file itself (6.5)."""

from __future__ import annotations

from typing import Final

from esatui.session import Session
from esatui.text.dates import short_date
from state.configfile.passphrases import Option

QUESTION: Final = "Choose the passphrase option:"
_MASK: Final = (
    "Mask passphrases (Files with masked passphrases cannot be loaded using loadconfig command)"
)
CHOICES: Final[tuple[tuple[Option, str], ...]] = (
    ("mask", _MASK),
    ("encrypt", "Encrypt passphrases"),
    ("plain", "Plain passphrases"),
)
NUMBERS: Final[dict[str, Option]] = {
    str(number): option for number, (option, _) in enumerate(CHOICES, 1)
}
"""The number of an option in its batch form."""


async def ask_option(session: Session) -> Option:
    """Ask what becomes of passphrases and private keys."""
    return await session.dialogue.choose_value(CHOICES, question=QUESTION)


async def configuration_file(session: Session, option: Option) -> str:
    """Return the running configuration as the text of a configuration file.

    Raises `StateError` when a private key cannot be read.
    """
    from state.configfile.saving import configuration_text

    appliance = session.appliance
    view, now = session.running, short_date(session.now())
    return await session.work(
        lambda: configuration_text(
            view,
            appliance.settings,
            option,
            current_time=now,
            private_key=appliance.store.private_key,
            random_bytes=appliance.random.randbytes,
        )
    )
