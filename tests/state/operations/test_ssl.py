"""Operations of `sslconfig`."""

from __future__ import annotations

import pytest

from state.errors import StateError
from state.model.services import SslService
from state.operations.ssl import METHODS, Service, check_ciphers, set_service, set_switch
from tests.state.operations.drafts import factory_draft


def accepting(text: str) -> None:
    """A library that takes everything."""


def refusing(text: str) -> None:
    raise StateError("Invalid cipher string.", "ciphers")


@pytest.mark.parametrize("name", ["gui", "inbound", "outbound"])
def test_one_service_is_set(name: Service) -> None:
    draft = factory_draft()
    service = SslService(method="tlsv1_2", ciphers="HIGH", renegotiation=False)
    changed = set_service(draft, name, service, accepting).ssl
    assert getattr(changed, name) == service
    others = {"gui", "inbound", "outbound"} - {name}
    assert all(getattr(changed, other) == getattr(draft.ssl, other) for other in others)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_of_the_list(method: str) -> None:
    changed = set_service(factory_draft(), "gui", SslService(method=method), accepting)
    assert changed.ssl.gui.method == method


@pytest.mark.parametrize("method", ["", "sslv3", "tlsv1_3tlsv1_2", "tlsv1_0tlsv1_3", "TLS v1.2"])
def test_other_methods(method: str) -> None:
    with pytest.raises(StateError) as caught:
        set_service(factory_draft(), "gui", SslService(method=method), accepting)
    assert caught.value.field == "method"


def test_ciphers_are_checked_by_form_and_by_the_library() -> None:
    for ciphers, selects in (("AES128;", accepting), ("AES128", refusing)):
        with pytest.raises(StateError, match=r"^Invalid cipher string\.$") as caught:
            set_service(factory_draft(), "inbound", SslService(ciphers=ciphers), selects)
        assert caught.value.field == "ciphers"
    assert check_ciphers("AES128:@SECLEVEL=0") == "AES128:@SECLEVEL=0"


def test_switches() -> None:
    draft = factory_draft()
    assert set_switch(draft, "peer_fqdn", on=True).ssl.peer_fqdn
    assert set_switch(draft, "peer_x509", on=True).ssl.peer_x509
    on = set_switch(draft, "other_tlsv10", on=True)
    assert on.ssl.other_tlsv10
    assert set_switch(on, "other_tlsv10", on=False) == draft.write(ssl=draft.ssl)
