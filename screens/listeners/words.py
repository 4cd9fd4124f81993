"""Listeners in words."""

from __future__ import annotations

from typing import Final

from screens.kit.fields import Choice
from screens.language import later, tr
from state.model.listeners import (
    AccessRule,
    HostAccessTable,
    InboundTls,
    ListenerType,
    MailFlowPolicy,
)

TYPES: Final[dict[ListenerType, str]] = {"public": later("Public"), "private": later("Private")}
TLS: Final[dict[InboundTls, tuple[str, str]]] = {
    "off": (later("Off"), later("TLS is not offered.")),
    "preferred": (
        later("Preferred"),
        later("TLS is offered; mail is taken in clear text as well."),
    ),
    "required": (
        later("Required"),
        later("Mail is taken over TLS only; before STARTTLS the answer is 530."),
    ),
    "preferred_verify": (
        later("Preferred - Verify Client"),
        later("TLS is offered, and the certificate of the client is asked for and verified."),
    ),
    "required_verify": (
        later("Required - Verify Client"),
        later("Mail is taken over TLS only, from clients whose certificate verifies."),
    ),
}
RULES: Final[dict[AccessRule, str]] = {
    "ACCEPT": later("Accept: mail for our own recipients is taken."),
    "RELAY": later("Relay: mail for anybody is taken."),
    "REJECT": later("Reject: the connection is taken, and every sender is refused."),
    "TCPREFUSE": later("TCP refuse: no connection is made."),
    "CONTINUE": later("Continue: the next sender group that matches decides."),
}


def tls_words(level: InboundTls) -> str:
    """Return what a TLS level of a policy is called."""
    return tr(TLS[level][0])


def level_of(hat: HostAccessTable, policy: MailFlowPolicy | None = None) -> InboundTls:
    """Return the TLS level of a policy, its own or that of the default parameters, or theirs."""
    return (policy.parameters.tls if policy else None) or hat.default.tls or "off"


def policy_words(hat: HostAccessTable, policy: MailFlowPolicy) -> str:
    """Return what a policy does with a connection, and with which TLS level."""
    return f"{tr(RULES[policy.rule])} TLS: {tls_words(level_of(hat, policy))}"


def tls_choices(default: InboundTls | None) -> tuple[Choice, ...]:
    """Return the levels with what they do; first that of the default parameters, if given."""
    levels = tuple(Choice(key, tr(name), tr(words)) for key, (name, words) in TLS.items())
    if default is None:
        return levels
    name, words = TLS[default]
    return (Choice("", tr("Default ({level})", level=tr(name)), tr(words)), *levels)


def rule_choices() -> tuple[Choice, ...]:
    """Return the access rules, each with what it does."""
    return tuple(Choice(rule, rule, tr(words)) for rule, words in RULES.items())
