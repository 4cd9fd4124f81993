"""A real browser that trusts the lab's root: it opens the page, or refuses to."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.programs import needed
from tests.services.https.live import HOST, NAME, live, presents
from tests.services.smtp.live import program
from tests.services.tls.appliances import Lab

pytestmark = pytest.mark.once

# Seconds; a browser that starts for the first time on a busy machine takes its time.
PATIENCE = 180.0


async def browse(url: str, root: str, home: Path) -> str:
    """Return what Chromium shows of a page, as HTML; the profile in `home` trusts `root`."""
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True)
    certutil = needed("certutil", "libnss3-tools")
    for options in (("-N", "--empty-password"), ("-A", "-n", "lab", "-t", "C,,", "-i", root)):
        status, output = await program(certutil, "-d", f"sql:{store}", *options)
        assert status == 0, output
    # A container has neither the rights nor the shared memory that Chromium wants.
    switches = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
    quiet = ("--no-first-run", "--disable-background-networking", "--disable-component-update")
    # No other name leads anywhere: a browser asks much of its makers while it starts.
    names = f"MAP {NAME} {HOST}, MAP * ~NOTFOUND"
    places = (f"--user-data-dir={home}/profile", f"--host-resolver-rules={names}")
    _, output = await program(
        "env",
        f"HOME={home}",
        needed("chromium", "chromium"),
        *switches,
        *quiet,
        *places,
        "--dump-dom",
        url,
        timeout=PATIENCE,
    )
    return output


@pytest.mark.parametrize(("case", "opens"), [("valid-p256", True), ("nointermediate", False)])
def test_chromium(lab: Lab, tmp_path: Path, case: str, opens: bool) -> None:
    async def check() -> None:
        async with live(tmp_path, presents(lab, lab.profile(case))) as appliance:
            shown = await browse(appliance.url(), lab.root_file(tmp_path), tmp_path / "home")
            assert ('<div class="good" id="verdict">' in shown) is opens
            assert ("ERR_CERT_AUTHORITY_INVALID" in shown) is not opens

    asyncio.run(check())
