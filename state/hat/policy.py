"""Mail flow policies as they are in force: nothing is left to a default (CLI reference, 7.6)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

from state.model.listeners import DEFAULT_PARAMETERS, InboundTls, PolicyParameters, SmtpAuth

ACCEPT_CODE: Final = 220
REJECT_CODE: Final = 554


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectivePolicy:
    """The parameters that hold for a connection; their meaning is that of `PolicyParameters`."""

    tls: InboundTls
    tls_senders: str | None
    """Address list of the envelope senders for whom TLS is mandatory; `None` is nobody."""
    max_message_size: int
    """Bytes."""
    max_concurrency: int
    max_messages: int
    max_recipients: int
    banner_hostname: str | None
    """`None` is the host name of the interface."""
    accept_code: int
    accept_text: tuple[str, ...] | None
    """Lines of the greeting; `None` is the usual one."""
    reject_code: int
    reject_text: tuple[str, ...] | None
    """Lines of the refusal; `None` is the usual one."""
    recipients_per_hour: int
    """0 is no limit."""
    envelope_rate: int
    """0 is no limit."""
    dhap: bool
    dhap_limit: int
    senderbase: bool
    significant_bits: int | None
    """Hosts that agree in so many bits of their address are counted as one; `None` is all bits."""
    antispam: bool
    antivirus: bool
    smtp_auth: SmtpAuth
    auth_requires_tls: bool
    dkim_signing: bool
    dkim_verification: bool
    spf: bool
    dmarc: bool
    sender_verification: bool
    exception_table: bool
    untagged_bounces: bool

    @property
    def offers_tls(self) -> bool:
        """Whether STARTTLS is offered."""
        return self.tls != "off"

    @property
    def requires_tls(self) -> bool:
        """Whether nothing but STARTTLS leads on (TLS behaviour, 3.2)."""
        return self.tls in ("required", "required_verify")

    @property
    def asks_for_certificate(self) -> bool:
        """Whether the client is asked for a certificate (TLS behaviour, 3.4)."""
        return self.tls in ("preferred_verify", "required_verify")


_LAST: Final[dict[str, Any]] = {"accept_code": ACCEPT_CODE, "reject_code": REJECT_CODE}
"""What holds when neither the policy nor the default parameters say anything."""


def resolve(policy: PolicyParameters, default: PolicyParameters) -> EffectivePolicy:
    """Return what holds where `policy` is used and `default` are the default parameters.

    What neither sets has its factory value. An address list belongs to the level that it was chosen
    with: a policy with a level of its own does not take that of the default parameters.
    """
    values: dict[str, Any] = {}
    for field in fields(EffectivePolicy):
        name = field.name
        levels = (policy, default, DEFAULT_PARAMETERS)
        found = (value for level in levels if (value := getattr(level, name)) is not None)
        values[name] = next(found, _LAST.get(name))
    owner = default if policy.tls is None else policy
    values["tls_senders"] = owner.tls_senders
    return EffectivePolicy(**values)
