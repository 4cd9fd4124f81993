"""POLICY: what new passphrases must contain."""

from __future__ import annotations

from esatui.session import Session
from state.model.users import PassphrasePolicy
from state.operations.users import MINIMUM

LENGTH_QUESTION = "Enter the minimum number of characters of a passphrase."
CASE_QUESTION = "Require at least one upper-case and one lower-case letter in passphrases?"
DIGIT_QUESTION = "Require at least one digit in passphrases?"
SPECIAL_QUESTION = "Require at least one special character in passphrases?"
CHANGE_QUESTION = "Require users to change a passphrase that an administrator has set?"


async def ask_policy(session: Session, current: PassphrasePolicy) -> PassphrasePolicy:
    """Ask for every rule; Enter keeps what is there. Present passphrases stay valid."""
    dialogue = session.dialogue
    return PassphrasePolicy(
        minimum_length=await dialogue.ask(
            LENGTH_QUESTION, default=str(current.minimum_length), check=MINIMUM.parse
        ),
        mixed_case=await dialogue.confirm(CASE_QUESTION, default=current.mixed_case),
        digit=await dialogue.confirm(DIGIT_QUESTION, default=current.digit),
        special=await dialogue.confirm(SPECIAL_QUESTION, default=current.special),
        change_assigned=await dialogue.confirm(CHANGE_QUESTION, default=current.change_assigned),
    )
