"""A lab authority (see `tests.services.tls.conftest`)."""

from __future__ import annotations

from tests.services.tls.conftest import lab

__all__ = ["lab"]
