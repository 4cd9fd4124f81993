"""Content dictionaries, and the certificates of update servers."""

from __future__ import annotations

from collections.abc import Iterator

from state.errors import CertificateError, StateError
from state.model.configuration import Draft
from state.operations.dictionaries import MOST_WORDS, check_name, check_word
from state.operations.updates import set_updates
from state.validation.certificates import one_certificate
from state.validation.fault import Fault, attempt


def dictionary_faults(draft: Draft) -> Iterator[Fault]:
    """Yield the faults of the content dictionaries."""
    for name, dictionary in draft.dictionaries.entries.items():
        path = ("dictionaries", "entries", name)
        yield from attempt(path, check_name, name)
        if len(dictionary.words) > MOST_WORDS:
            yield Fault(path, "words", f"A dictionary can have {MOST_WORDS} words at most.")
        for word in dictionary.words:
            yield from attempt((*path, "words", word), _check_word, word)


def _check_word(word: str) -> None:
    if check_word(word) != word:
        raise StateError("The word begins or ends with a space.")


def update_faults(draft: Draft) -> Iterator[Fault]:
    """Yield the faults of the servers of updates and of their certificates."""
    yield from attempt(("updates",), set_updates, draft, draft.updates)
    for name, pem in draft.updates.trusted.items():
        yield from attempt(("updates", "trusted", name), _check_trusted, pem, name)


def _check_trusted(pem: str, name: str) -> None:
    if one_certificate(pem, "certificate").fingerprint_sha256 != name:
        raise CertificateError("The name is not the fingerprint of the certificate.")
