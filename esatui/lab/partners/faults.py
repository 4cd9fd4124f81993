"""Which partners there are: what each does wrong, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from esatui.lab.presented import CASES

After220 = Literal["tls", "garbage", "close", "alert", "stall", "injection"]
Dane = Literal["match", "mismatch", "bogus"]

SILENCE: Final = "..."
"""A reply that never comes."""
OLD_VERSION: Final = "tlsv1_0"
ALL_VERSIONS: Final = "tlsv1_2tlsv1_3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """How a partner behaves. The defaults are those of a host that is in order."""

    about: str
    """What is the matter with it, for people."""
    listening: bool = True
    """Whether anything accepts connections."""
    greeting: str = "220 {host} ESMTP"
    """Reply when a connection is made; '' closes it instead."""
    replies: Mapping[str, str] = field(default_factory=dict)
    """Verb to the reply that it always gets; '' closes the connection, SILENCE is none. `EHLO`
    after TLS is `EHLO/TLS`, the reply to the message is `.`."""
    offers: bool = True
    """Whether STARTTLS is in the EHLO reply."""
    in_greeting: bool = False
    """Whether STARTTLS stands in the first line of the EHLO reply, where it does not count."""
    after_220: After220 = "tls"
    asks: bool = True
    """Whether it asks for the client's certificate (any will do, and none)."""
    method: str = ALL_VERSIONS
    case: str = "valid-p256"
    """What it presents (`esatui.lab.presented`)."""
    confirmed: bool = True
    """Whether the address has a PTR record that leads back to it."""
    dane: Dane | None = None
    """Its TLSA record, in a zone that is signed, or whose signature is wrong."""
    null_mx: bool = False
    """Whether its domain says that it takes no mail (RFC 7505)."""


_DIALOGUES: Final = {
    "no-ehlo": Fault(about="EHLO refused, no ESMTP", replies={"EHLO": "500 unrecognized command"}),
    "no-starttls": Fault(about="STARTTLS not offered", offers=False),
    "starttls-454": Fault(
        about="STARTTLS answered with 454",
        replies={"STARTTLS": "454 TLS not available due to temporary reason"},
    ),
    "starttls-501": Fault(
        about="STARTTLS answered with 501", replies={"STARTTLS": "501 Syntax error"}
    ),
    "starttls-502": Fault(
        about="STARTTLS answered with 502", replies={"STARTTLS": "502 command not implemented"}
    ),
    "starttls-554": Fault(
        about="STARTTLS answered with 554", replies={"STARTTLS": "554 policy forbids it"}
    ),
    "starttls-421": Fault(
        about="STARTTLS answered with 421, then closed",
        replies={"STARTTLS": "421 closing connection"},
    ),
    "starttls-close": Fault(about="closed on STARTTLS", replies={"STARTTLS": ""}),
    "starttls-in-greeting": Fault(
        about="STARTTLS in the first line of the EHLO reply only", offers=False, in_greeting=True
    ),
    "after220-garbage": Fault(about="no TLS after the 220", after_220="garbage"),
    "after220-close": Fault(about="closed after the 220", after_220="close"),
    "after220-alert": Fault(about="TLS alert after the 220", after_220="alert"),
    "after220-stall": Fault(about="silent after the 220", after_220="stall"),
    "response-injection": Fault(
        about="replies in clear text behind the 220", after_220="injection"
    ),
    "tls10-only": Fault(about="TLS 1.0 only", method=OLD_VERSION),
    "post-tls-ehlo-502": Fault(
        about="EHLO refused under TLS", replies={"EHLO/TLS": "502 command not implemented"}
    ),
}

_PRESENTED: Final = {
    "selfsigned": "certificate self-signed",
    "expired": "certificate expired",
    "notyet": "certificate not valid yet",
    "mismatch": "certificate for another name",
    "nointermediate": "intermediate certificate missing",
    "wrongchain": "wrong intermediate certificate",
    "untrusted": "signed by an unknown authority",
    "cn-only": "name of the domain in the CN only",
    "cn-ok-san-other": "CN is the host name, SAN is another",
    "domain-only": "certificate for the parent domain",
    "wildcard": "wildcard certificate",
    "wildcard-deep": "wildcard certificate one level too high",
    "noeku": "no extended key usage",
    "clienteku": "certificate for clients only",
    "valid-p256": "nothing, P-256 key",
    "valid-rsa2048": "nothing, RSA 2048 key",
    "valid-rsa4096": "nothing, RSA 4096 key",
    "unknown-root-sent": "unknown authority, root sent along",
    "duplicate-intermediate": "intermediate certificate sent twice",
    "old-and-new-intermediate": "old and new intermediate certificate sent",
    "wrong-order": "intermediate certificates in the wrong order",
    "root-included": "root certificate sent along",
    "expired-intermediate": "intermediate certificate expired",
    "issuer-without-ca": "issuer is no authority",
    "name-constraints": "authority is limited to other names",
    "unknown-critical": "critical extension that nobody knows",
    "weak-rsa1024-sha1": "RSA 1024 key, SHA-1 signatures",
}

_MAIL: Final = {
    "refused": Fault(about="connection refused", listening=False),
    "banner-554": Fault(about="greets with 554", greeting="554 no mail today"),
    "banner-close": Fault(about="closes instead of a greeting", greeting=""),
    "no-smtp": Fault(about="speaks something else", greeting="SSH-2.0-OpenSSH_9.2"),
    "ehlo-helo": Fault(
        about="EHLO and HELO refused", replies={"EHLO": "550 go away", "HELO": "550 go away"}
    ),
    "mail-550": Fault(about="every sender refused", replies={"MAIL": "550 sender not welcome"}),
    "rcpt-550": Fault(
        about="every recipient refused", replies={"RCPT": "550 #5.1.0 Address rejected."}
    ),
    "rcpt-451": Fault(
        about="every recipient put off", replies={"RCPT": "451 greylisted, try again later"}
    ),
    "data-554": Fault(about="every message refused", replies={".": "554 looks like spam"}),
    "data-451": Fault(about="every message put off", replies={".": "451 try again later"}),
    "data-close": Fault(about="closed after the message", replies={".": ""}),
    "data-stall": Fault(about="silent after the message", replies={".": SILENCE}),
    "null-mx": Fault(about="domain takes no mail", listening=False, null_mx=True),
    "dane-match": Fault(about="TLSA record matches", case="selfsigned", dane="match"),
    "dane-mismatch": Fault(about="TLSA record does not match", dane="mismatch"),
    "dane-bogus": Fault(about="DNSSEC signature wrong", dane="bogus"),
}

FAULTS: Final[Mapping[str, Fault]] = {
    **_DIALOGUES,
    **{
        case: Fault(about=_PRESENTED[case], case=case, confirmed=case != "cn-ok-san-other")
        for case in CASES
    },
    **_MAIL,
}
"""All partners by name; mail for `x@NAME.partner.example` goes to it. Names of certificate cases
are those of the decision table without `cert:`."""
