"""URL lists: no command makes them yet, but URL filtering can be told to use one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from state.model.configuration import Draft
from state.model.services import UrlList, WebSecurity
from tests.commands.dialogues import session_in, talk


def two_lists(draft: Draft) -> Draft:
    lists = {"urllist_2": UrlList(), "urllist_1": UrlList(urls=("example.com",))}
    return draft.write(websecurity=replace(draft.websecurity, url_lists=lists))


def test_the_list_is_asked_for_where_there_is_one(tmp_path: Path) -> None:
    with session_in(tmp_path / "state", two_lists) as (session, written):
        first = talk(session, written, ["websecurityconfig", "y", "", "y", "3", "1", "y", "1"])
        later = talk(session, written, ["websecurityconfig", "", "", "y", "urllist_2", ""])
        last = talk(session, written, ["websecurityconfig", "", "", "y", "", ""])
        assert session.draft.websecurity == WebSecurity(
            enabled=True,
            url_list="urllist_2",
            certificate="Demo",
            url_lists=two_lists(session.draft).websecurity.url_lists,
        )
    assert (
        first
        == """
mail.example.com> websecurityconfig

Enable URL Filtering? [N]> y

Do you wish to enable Web Interaction Tracking? [N]>\x20

Do you want to whitelist URLs using a URL list? [N]> y

1. urllist_1
2. urllist_2
Enter the number of URL list
[1]> 3
Unknown option
[1]> 1

URL list 'urllist_1' added

Do you want to set client certificate for Cisco Web Security Services Authentication? [N]> y

1. Demo
Choose the certificate
[1]> 1

mail.example.com>\x20"""
    )
    assert (
        later
        == """
mail.example.com> websecurityconfig

URL Filtering is enabled.
URL list 'urllist_1' used.
Client certificate 'Demo' used.
Web Interaction Tracking is disabled.

Disable URL Filtering? [N]>\x20

Do you wish to enable Web Interaction Tracking? [N]>\x20

Do you want to whitelist URLs using a URL list? [N]> y

1. urllist_1
2. urllist_2
Enter the number of URL list
[1]> urllist_2

URL list 'urllist_2' added

Do you want to set client certificate for Cisco Web Security Services Authentication? [N]>\x20

mail.example.com>\x20"""
    )
    assert "URL list 'urllist_2' used." in last
    assert "[2]> \n\nURL list 'urllist_2' added" in last
