"""DANE: the table of tls-behaviour section 5, for every level of the domain."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from state.delivery.decision import Action, Attempt, Phase, decide
from state.delivery.demand import DaneAnswer, asks_dane, demand_for
from state.delivery.lines import Route
from state.model.destinations import Dane, OutboundTls

ROUTE = Route(8, "example.com", "10.0.0.1", "192.168.42.42")
LEVELS: tuple[OutboundTls, ...] = get_args(OutboundTls)
ASKED = LEVELS[1:]
ANSWERS: tuple[DaneAnswer, ...] = get_args(DaneAnswer)
BEFORE_TLS = (
    Phase.NO_EHLO,
    Phase.NO_STARTTLS,
    Phase.STARTTLS_REFUSED,
    Phase.LOST,
    Phase.HANDSHAKE_FAILED,
)
MISMATCH = "TLSA record mismatch"
SUCCESS = "DCID 8 TLS success protocol TLSv1.3 cipher TLS_AES_256_GCM_SHA384"
WAS_REQUIRED = "DCID 8 IP 10.0.0.1 TLS was required but could not be successfully negotiated"


def established(fault: str | None = None) -> Attempt:
    return Attempt(
        ROUTE,
        Phase.ESTABLISHED,
        protocol="TLSv1.3",
        cipher="TLS_AES_256_GCM_SHA384",
        fault=fault,
    )


@pytest.mark.parametrize(("level", "answer"), list(product(LEVELS, ANSWERS)))
def test_dane_off_leaves_the_level(level: OutboundTls, answer: DaneAnswer) -> None:
    assert demand_for(level, "off", answer) == demand_for(level)


@pytest.mark.parametrize(("dane", "answer"), list(product(get_args(Dane), ANSWERS)))
def test_level_no_asks_for_no_dane(dane: Dane, answer: DaneAnswer) -> None:
    assert not asks_dane("off", dane)
    assert demand_for("off", dane, answer) == demand_for("off")


@pytest.mark.parametrize("level", ASKED)
def test_nothing_validated(level: OutboundTls) -> None:
    assert demand_for(level, "opportunistic", "insecure") == demand_for(level)
    mandatory = demand_for(level, "mandatory", "insecure")
    decision = decide(mandatory, Attempt(ROUTE, Phase.NOT_CONNECTED))
    assert decision.action is Action.NOT_SENT
    assert decision.alert == "TLSA record not found"
    assert decision.lines == (
        "DCID 8 DANE failed for the domain: example.com reason: TLSA record not found",
        WAS_REQUIRED,
    )


@pytest.mark.parametrize(("level", "dane"), list(product(ASKED, get_args(Dane)[1:])))
def test_record_matches(level: OutboundTls, dane: Dane) -> None:
    demand = demand_for(level, dane, "records")
    assert demand.check == "dane"
    decision = decide(demand, established())
    assert decision.action is Action.TLS
    assert decision.verified is True
    assert decision.lines == (SUCCESS, "DCID 8 DANE success for the domain: example.com")


@pytest.mark.parametrize(("level", "dane"), list(product(ASKED, get_args(Dane)[1:])))
def test_record_does_not_match(level: OutboundTls, dane: Dane) -> None:
    decision = decide(demand_for(level, dane, "records"), established(MISMATCH))
    assert decision.action is Action.NOT_SENT
    assert decision.lines == (
        f"DCID 8 DANE failed for the domain: example.com reason: {MISMATCH}",
        WAS_REQUIRED,
    )
    must_tell = dane == "mandatory" or level.startswith("required")
    assert decision.alert == (MISMATCH if must_tell else None)


@pytest.mark.parametrize(
    ("level", "dane", "phase"),
    list(product(ASKED, get_args(Dane)[1:], BEFORE_TLS)),
)
def test_record_and_no_tls(level: OutboundTls, dane: Dane, phase: Phase) -> None:
    decision = decide(demand_for(level, dane, "records"), Attempt(ROUTE, phase, failure="x"))
    assert decision.action is Action.NOT_SENT
    assert decision.lines[-1] == WAS_REQUIRED


@pytest.mark.parametrize(("level", "dane"), list(product(ASKED, get_args(Dane)[1:])))
def test_bogus(level: OutboundTls, dane: Dane) -> None:
    demand = demand_for(level, dane, "bogus")
    decision = decide(demand, Attempt(ROUTE, Phase.NOT_CONNECTED))
    assert decision.action is Action.NOT_SENT
    assert decision.lines[0].endswith("reason: DNSSEC validation error")
