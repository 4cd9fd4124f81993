"""The block of default policy parameters (CLI reference, 7.5)."""

from __future__ import annotations

from state.hat import EffectivePolicy, resolve
from state.model.listeners import HostAccessTable, InboundTls, PolicyParameters, SmtpAuth
from state.operations.policies import size_text

TLS_LEVELS: dict[InboundTls, str] = {
    "off": "No",
    "preferred": "Preferred",
    "required": "Required",
    "preferred_verify": "Preferred - Verify",
    "required_verify": "Required - Verify",
}
SMTP_AUTH: dict[SmtpAuth, str] = {"off": "No", "preferred": "Preferred", "required": "Required"}


def yes_no(value: object) -> str:
    """Return `Yes` or `No`."""
    return "Yes" if value else "No"


def _enabled(value: object) -> str:
    return "Enabled" if value else "Disabled"


def _limit(number: int) -> str:
    return str(number) if number else "Disabled"


def table_state(hat: HostAccessTable) -> str:
    """Return what stands above the operations of HOSTACCESS."""
    return (
        f"{default_block(hat.default)}\n\n"
        f"{_count(len(hat.policies), 'policy', 'policies')} defined.\n"
        f"{_count(len(hat.groups), 'sender group', 'sender groups')}."
    )


def default_block(default: PolicyParameters) -> str:
    """Return the lines about the default policy parameters, with their heading."""
    policy = resolve(default, default)
    lines = (f"{name}: {value}" for name, value in _values(policy))
    return "\n".join(("Default Policy Parameters", "=" * 26, *lines))


def _values(policy: EffectivePolicy) -> tuple[tuple[str, object], ...]:
    return (
        ("Maximum Message Size", size_text(policy.max_message_size)),
        (
            "Maximum Number Of Concurrent Connections From A Single IP",
            policy.max_concurrency,
        ),
        ("Maximum Number Of Messages Per Connection", policy.max_messages),
        ("Maximum Number Of Recipients Per Message", policy.max_recipients),
        ("Directory Harvest Attack Prevention", _enabled(policy.dhap)),
        (
            "Maximum Number Of Invalid Recipients Per Hour",
            policy.dhap_limit if policy.dhap else "Disabled",
        ),
        ("Maximum Number Of Recipients Per Hour", _limit(policy.recipients_per_hour)),
        ("Use SenderBase for Flow Control", yes_no(policy.senderbase)),
        ("Spam Detection Enabled", yes_no(policy.antispam)),
        ("Virus Detection Enabled", yes_no(policy.antivirus)),
        ("Allow TLS Connections", TLS_LEVELS[policy.tls]),
        ("Allow SMTP Authentication", SMTP_AUTH[policy.smtp_auth]),
        ("Require TLS To Offer SMTP authentication", yes_no(policy.auth_requires_tls)),
        ("DKIM/DomainKeys Signing Enabled", yes_no(policy.dkim_signing)),
        ("DKIM Verification Enabled", yes_no(policy.dkim_verification)),
        ("SPF/SIDF Verification Enabled", yes_no(policy.spf)),
        ("DMARC Verification Enabled", yes_no(policy.dmarc)),
        ("Envelope Sender DNS Verification Enabled", yes_no(policy.sender_verification)),
        ("Domain Exception Table Enabled", yes_no(policy.exception_table)),
        ("Accept untagged bounces", yes_no(policy.untagged_bounces)),
    )


def _count(number: int, one: str, many: str) -> str:
    return f"There is currently 1 {one}" if number == 1 else f"There are currently {number} {many}"
