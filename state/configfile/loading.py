"""Loading a configuration file: the whole way from its bytes to a draft (6.9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from state.configfile.areas import element_of
from state.configfile.faults import ParseFault
from state.configfile.merging import merged
from state.configfile.passphrases import KEYS, revealed
from state.configfile.reading import read
from state.configfile.schema import Values
from state.errors import StateError
from state.model.configuration import Draft, Settings
from state.operations.values import shown
from state.shape import type_at
from state.validation import Fault, new_faults

D = TypeVar("D", bound=Draft)

StoredKey = Callable[[str], str]
"""Returns the PEM text of a stored private key for its identifier, or raises `StateError`."""


def load(data: bytes | str, draft: D, stored_key: StoredKey) -> D:
    """Return `draft` with what a configuration file contains.

    `data` is XML or TOML (see `reading.read`). Only what is in the file changes. Private keys of
    the file are in `new_keys` of the result, unless they are stored already. The result as a whole
    was checked: references, ranges, names, certificates and their keys. Raises `ParseFault`
    (`Parsing failed: ...`), or `NoData` for an empty file; `draft` is then as good as before.
    """
    content = read(data)
    areas, keys = _without_keys(revealed(content.areas))
    before = draft
    draft = merged(draft, areas)
    draft = replace(draft, new_keys={**draft.new_keys, **keys})
    fault = next(new_faults(before, draft, _key_source(draft, stored_key)), None)
    if fault is not None:
        raise ParseFault(_text_of(fault, xml=content.xml))
    new = {key_id: pem for key_id, pem in keys.items() if not _has(stored_key, key_id)}
    return replace(draft, new_keys={**before.new_keys, **new})


def _text_of(fault: Fault, *, xml: bool) -> str:
    """Return the text of a fault, with the setting under the name that it has in the file."""
    kind = type_at(fault.path, Settings)
    if not xml or kind is None or fault.field is None:
        return fault.text
    return fault.text_with(element_of(kind, fault.field))


def _key_source(draft: Draft, stored_key: StoredKey) -> StoredKey:
    return lambda key_id: draft.new_keys.get(key_id) or stored_key(key_id)


def _has(stored_key: StoredKey, key_id: str) -> bool:
    try:
        stored_key(key_id)
    except StateError:
        return False
    return True


def _without_keys(areas: Mapping[str, Values]) -> tuple[dict[str, Values], dict[str, str]]:
    """Return the content of a file with identifiers in place of keys, and the keys by identifier.

    In a file a key may also be an identifier, as in the state directory, or missing: it is then the
    one that the certificate was made for.
    """
    profiles = areas.get(KEYS.area, {}).get(KEYS.table)
    if not isinstance(profiles, Mapping):
        return dict(areas), {}
    keys: dict[str, str] = {}
    entries = {name: _entry_without_key(name, entry, keys) for name, entry in profiles.items()}
    return {**areas, KEYS.area: {**areas[KEYS.area], KEYS.table: entries}}, keys


def _entry_without_key(name: str, entry: Any, keys: dict[str, str]) -> Any:
    from state.certificates import Certificate, read_private_key

    if not isinstance(entry, Mapping):
        return entry
    key, certificate = entry.get(KEYS.field), entry.get("certificate")
    try:
        if key in (None, "") and isinstance(certificate, str):
            return {**entry, KEYS.field: Certificate.from_pem(certificate).key_id}
        if isinstance(key, str) and "-----BEGIN" in key:
            private = read_private_key(key)
            keys[private.key_id] = private.pem
            return {**entry, KEYS.field: private.key_id}
    except StateError as error:
        raise ParseFault(f'certificate profile "{shown(name)}": {error.text}') from error
    return {**entry, KEYS.field: key.strip()} if isinstance(key, str) else entry
