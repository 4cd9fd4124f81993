from __future__ import annotations

from dataclasses import fields, replace
from typing import get_args

from state.hat import EffectivePolicy, resolve
from state.model.listeners import DEFAULT_PARAMETERS, InboundTls, PolicyParameters


def test_every_parameter_is_resolved() -> None:
    assert {each.name for each in fields(EffectivePolicy)} == {
        each.name for each in fields(PolicyParameters)
    }


def test_what_neither_sets_has_its_factory_value() -> None:
    policy = resolve(PolicyParameters(), PolicyParameters())
    assert (policy.tls, policy.max_messages, policy.dhap) == ("off", 10, True)
    assert (policy.accept_code, policy.reject_code, policy.accept_text) == (220, 554, None)


def test_a_policy_stands_before_the_default() -> None:
    default = replace(DEFAULT_PARAMETERS, tls="required", antispam=True, recipients_per_hour=9)
    own = PolicyParameters(tls="preferred", antispam=False, recipients_per_hour=0)
    policy = resolve(own, default)
    assert (policy.tls, policy.antispam, policy.recipients_per_hour) == ("preferred", False, 0)
    assert resolve(PolicyParameters(), default).tls == "required"


def test_an_address_list_goes_with_its_level() -> None:
    default = replace(DEFAULT_PARAMETERS, tls="preferred", tls_senders="partners")
    assert resolve(PolicyParameters(), default).tls_senders == "partners"
    assert resolve(PolicyParameters(tls="preferred"), default).tls_senders is None
    own = PolicyParameters(tls="preferred", tls_senders="banks")
    assert resolve(own, default).tls_senders == "banks"


def test_what_a_level_means() -> None:
    meanings = {}
    for level in get_args(InboundTls):
        each = resolve(PolicyParameters(tls=level), DEFAULT_PARAMETERS)
        meanings[level] = (each.offers_tls, each.requires_tls, each.asks_for_certificate)
    assert meanings == {
        "off": (False, False, False),
        "preferred": (True, False, False),
        "required": (True, True, False),
        "preferred_verify": (True, False, True),
        "required_verify": (True, True, True),
    }
