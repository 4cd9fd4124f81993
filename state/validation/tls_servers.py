"""The servers of `emconfig` and `ampconfig`."""

from __future__ import annotations

from collections.abc import Iterator

from state.model.configuration import Draft
from state.model.tls_servers import TlsServer
from state.operations.tls_servers import set_amp, set_dlp
from state.validation.certificates import one_certificate
from state.validation.fault import Fault, attempt


def tls_server_faults(draft: Draft) -> Iterator[Fault]:
    """Yield the faults of DLP manager and malware protection."""
    yield from attempt(("dlp", "server"), set_dlp, draft, draft.dlp)
    yield from _authority_faults("dlp", draft.dlp.server)
    yield from attempt(("amp", "server"), set_amp, draft, draft.amp)
    yield from _authority_faults("amp", draft.amp.server)


def _authority_faults(area: str, server: TlsServer) -> Iterator[Fault]:
    if server.authority is not None:
        yield from attempt((area, "server"), one_certificate, server.authority, "authority")
