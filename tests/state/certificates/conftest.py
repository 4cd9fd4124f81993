"""A hierarchy of the usual kind: root, intermediate, issuing authority, server."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.state.certificates.authority import Issued, issue, leaf


@dataclass(frozen=True)
class Hierarchy:
    root: Issued
    intermediate: Issued
    issuing: Issued
    server: Issued


@pytest.fixture(scope="session")
def hierarchy() -> Hierarchy:
    root = issue("Example Root")
    intermediate = issue("Example Intermediate CA", root)
    issuing = issue("Example Issuing CA 1", intermediate)
    return Hierarchy(root, intermediate, issuing, leaf("mail.example.com", issuing))
