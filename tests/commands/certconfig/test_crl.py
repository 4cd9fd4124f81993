"""CRL, UPDATE against a web server, and what is left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from esatui.appliance import Appliance
from esatui.commands.certconfig.crl import menu
from esatui.requests import Work
from esatui.session import Session
from state.crl_cache import CrlCache
from state.journal import ALERT
from tests.commands.certconfig.conversation import Talk, appliance_in, session_on
from tests.services.web import ok, serving
from tests.state.certificates.authority import NOW
from tests.state.operations.revocation import revocation_list


@pytest.mark.parametrize("pem", [True, False])
def test_update_fetches_keeps_and_tells(
    session: Session, appliance: Appliance, written: list[str], pem: bool
) -> None:
    with serving(ok(revocation_list(pem=pem))) as server:
        talk = Talk(session, menu.run)
        url = f"http://127.0.0.1:{server.port}/root.crl"
        talk.answer("new", "Example Trust", url, "", "", "n", "update")
        talk.give("1")
        assert talk.waits_for(Work)
        assert server.requests == []
        talk.work()
    assert f"""
CRL "Example Trust" updated from {url}
Issuer: CN=Example Root
Next update: Mon May 27 12:00:00 2024 GMT
""" in "".join(written)
    source = session.draft.crl.sources["Example Trust"]
    cached = CrlCache(appliance.store.directory / "crl").get("Example Trust", source)
    assert cached is not None
    assert (cached.der, cached.fetched) == (revocation_list(pem=False), NOW)
    talk.answer("print")
    assert "\nLast update: Mon May 20 12:00:00 2024 GMT\n" in "".join(written)


def test_a_host_that_the_settings_file_maps_is_reached(tmp_path: Path, written: list[str]) -> None:
    directory = tmp_path / "mapped"
    appliance_in(directory).store.close()
    settings = directory / "appliance.toml"
    with serving(ok(revocation_list(pem=False))) as server:
        mapping = f'[remotes]\n"crl.example.net:80" = "127.0.0.1:{server.port}"\n'
        settings.write_text(settings.read_text().replace("[remotes]\n", mapping))
        appliance = appliance_in(directory)
        with appliance.store:
            talk = Talk(session_on(appliance, written), menu.run)
            url = "http://crl.example.net/root.crl"
            talk.answer("new", "Example Trust", url, "", "", "n", "update", "1")
    assert f'\nCRL "Example Trust" updated from {url}\n' in "".join(written)


def test_a_failed_update_raises_an_alert_and_keeps_the_old_list(
    session: Session, appliance: Appliance, written: list[str]
) -> None:
    with serving(ok(revocation_list(pem=False))) as server:
        talk = Talk(session, menu.run)
        url = f"http://127.0.0.1:{server.port}/root.crl"
        talk.answer("new", "Example Trust", url, "", "", "n", "update", "1")
        server.answer = ok(b"<html>maintenance</html>")
        talk.answer("update", "1")
    text = 'CRL update failed for "Example Trust": not a CRL'
    assert f"\n{text}\n" in "".join(written)
    events, _ = appliance.store.journal.read()
    assert [event.data for event in events if event.type == ALERT] == [
        {"class": "System", "severity": "Warning", "text": text}
    ]
    source = session.draft.crl.sources["Example Trust"]
    assert CrlCache(appliance.store.directory / "crl").get("Example Trust", source) is not None
