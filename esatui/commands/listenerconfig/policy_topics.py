"""The questions about policy parameters, in their order (CLI reference, 7.6)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from esatui.commands.listenerconfig.policy_limits import (
    ask_dhap,
    ask_envelope_rate,
    ask_host_rate,
    ask_message_size,
    ask_senderbase,
    number_topic,
)
from esatui.commands.listenerconfig.policy_responses import (
    ask_acceptance,
    ask_banner,
    ask_rejection,
)
from esatui.commands.listenerconfig.policy_security import ask_smtp_auth, ask_spf, ask_tls
from esatui.commands.listenerconfig.policy_talk import PolicyTalk, Topic
from state.operations.listeners import CONNECTIONS
from state.operations.policies import COUNT


def _flag(field: str, question: str) -> Callable[[PolicyTalk], Awaitable[None]]:
    async def ask(talk: PolicyTalk) -> None:
        await talk.flag(question, field)

    return ask


BANNER: Final = Topic("Hostname in the SMTP banner", ("banner_hostname",), ask_banner)
REJECTION: Final = Topic("SMTP rejection response", ("reject_code", "reject_text"), ask_rejection)

TOPICS: Final = (
    Topic("Maximum message size", ("max_message_size",), ask_message_size),
    number_topic(
        "Concurrent connections from a single IP address",
        "max_concurrency",
        "Enter the maximum number of concurrent connections allowed from a single IP address.",
        CONNECTIONS,
    ),
    number_topic(
        "Messages per connection",
        "max_messages",
        "Enter the maximum number of messages per connection.",
        COUNT,
    ),
    number_topic(
        "Recipients per message",
        "max_recipients",
        "Enter the maximum number of recipients per message.",
        COUNT,
    ),
    BANNER,
    Topic("SMTP acceptance response", ("accept_code", "accept_text"), ask_acceptance),
    REJECTION,
    Topic("Rate limiting per host", ("recipients_per_hour",), ask_host_rate),
    Topic("Rate limiting per envelope sender", ("envelope_rate",), ask_envelope_rate),
    Topic("Directory Harvest Attack Prevention", ("dhap", "dhap_limit"), ask_dhap),
    Topic("SenderBase for flow control", ("senderbase", "significant_bits"), ask_senderbase),
    Topic(
        "Anti-spam scanning",
        ("antispam",),
        _flag("antispam", "Would you like to enable anti-spam scanning?"),
    ),
    Topic(
        "Anti-virus scanning",
        ("antivirus",),
        _flag("antivirus", "Would you like to enable anti-virus scanning?"),
    ),
    Topic("TLS", ("tls", "tls_senders"), ask_tls),
    Topic("SMTP authentication", ("smtp_auth", "auth_requires_tls"), ask_smtp_auth),
    Topic(
        "DKIM/DomainKeys signing",
        ("dkim_signing",),
        _flag("dkim_signing", "Would you like to enable DKIM/DomainKeys signing?"),
    ),
    Topic(
        "DKIM verification",
        ("dkim_verification",),
        _flag("dkim_verification", "Would you like to enable DKIM verification?"),
    ),
    Topic("SPF/SIDF verification", ("spf",), ask_spf),
    Topic(
        "DMARC verification",
        ("dmarc",),
        _flag("dmarc", "Would you like to enable DMARC verification?"),
    ),
    Topic(
        "Envelope sender verification",
        ("sender_verification",),
        _flag("sender_verification", "Would you like to enable envelope sender verification?"),
    ),
    Topic(
        "Domain exception table",
        ("exception_table",),
        _flag("exception_table", "Would you like to enable use of the domain exception table?"),
    ),
    Topic(
        "Untagged bounces",
        ("untagged_bounces",),
        _flag("untagged_bounces", "Do you wish to accept untagged bounces?"),
    ),
)
