"""Importing the package costs nothing that a trivial command would have to pay."""

from __future__ import annotations

import subprocess
import sys

MODULES = "ber certificate chain chain_faults crl keys names parsing pkcs12 request validity verify"


def test_import_does_not_load_cryptography() -> None:
    imports = "".join(f"import state.certificates.{name}\n" for name in MODULES.split())
    check = "import sys\nprint([n for n in sys.modules if n.split('.')[0] in BANNED])"
    banned = "BANNED = {'cryptography', 'certifi', 'asyncio', 'ssl'}\n"
    result = subprocess.run(
        [sys.executable, "-c", imports + banned + check],
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.strip() == "[]"
