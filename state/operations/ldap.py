"""LDAP (`ldapconfig`)."""

from __future__ import annotations

from dataclasses import replace

from state.model.configuration import Draft
from state.operations.interfaces import interface_named
from state.operations.usage import LDAP, assign


def set_options(
    draft: Draft,
    *,
    interface: str | None,
    silent_group_failure: bool,
    certificate: str,
    validate_server: bool,
) -> Draft:
    """Return a draft with these options of LDAP traffic; `interface` of `None` is Auto.

    Raises `StateError` for an interface or a certificate profile that does not exist.
    """
    if interface is not None:
        interface_named(draft, interface)
    draft = assign(draft, LDAP, certificate)
    return draft.write(
        ldap=replace(
            draft.ldap,
            interface=interface,
            silent_group_failure=silent_group_failure,
            validate_server=validate_server,
        )
    )
