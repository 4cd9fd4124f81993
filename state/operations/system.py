"""Host name and gateway (`sethostname`, `setgateway`; CLI reference, 16.1 and 16.2)."""

from __future__ import annotations

import dataclasses

from state.errors import StateError
from state.model.configuration import Draft
from state.operations.addresses import check_ipv4


def set_gateway(draft: Draft, text: str) -> Draft:
    """Return a draft with this default gateway, an IPv4 address; raises `StateError`."""
    try:
        gateway = check_ipv4(text)
    except StateError as error:
        raise StateError(error.text, "gateway") from error
    return draft.write(system=dataclasses.replace(draft.system, gateway=gateway))
