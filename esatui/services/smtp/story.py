"""Lines of `mail_logs` about TLS and messages that come in (mail logs, 4 and 5)."""

from __future__ import annotations

from collections.abc import Iterator

from state.settings import FEATURE_KEYS

_, ANTI_SPAM, OUTBREAK, ANTI_VIRUS = FEATURE_KEYS


def tls_success(icid: int, protocol: str, cipher: str) -> str:
    """A handshake is finished."""
    return f"ICID {icid} TLS success protocol {protocol} cipher {cipher}"


def tls_failed(icid: int, reason: str) -> str:
    """A handshake has failed, or a certificate was refused (`verify error: ...`)."""
    return f"ICID {icid} TLS failed: {reason}"


def tls_required(icid: int) -> str:
    """The client goes on without TLS where it is required."""
    return f"ICID {icid} TLS was required but remote host did not initiate it"


def started(mid: int, icid: int) -> str:
    """A sender was accepted."""
    return f"Start MID {mid} ICID {icid}"


def sender(mid: int, icid: int, address: str) -> str:
    """The sender; empty for bounces."""
    return f"MID {mid} ICID {icid} From: <{address}>"


def recipient(mid: int, icid: int, rid: int, address: str) -> str:
    """A recipient was accepted."""
    return f"MID {mid} ICID {icid} RID {rid} To: <{address}>"


def rejected_by_table(mid: int, icid: int, address: str) -> str:
    """The Recipient Access Table refuses a recipient."""
    return f"MID {mid} ICID {icid} To: <{address}> Rejected by RAT"


def rejected_by_ldap(mid: int, icid: int, address: str) -> str:
    """The accept query knows no such recipient."""
    return f"MID {mid} ICID {icid} To: <{address}> Rejected by LDAPACCEPT"


def sender_rejected(icid: int, address: str, reason: str) -> str:
    """A sender was refused: `envelope sender domain does not exist`, `TLS required`."""
    return f"ICID {icid} Address: <{address}> sender rejected, {reason}"


def message_id(mid: int, value: str) -> str:
    """The Message-ID, in single quotes unless there is one in it."""
    quote = '"' if "'" in value else "'"
    return f"MID {mid} Message-ID {quote}{value}{quote}"


def subject(mid: int, text: str) -> str:
    """The subject."""
    return f'MID {mid} Subject "{text}"'


def ready(mid: int, size: int, address: str) -> str:
    """The message is stored."""
    return f"MID {mid} ready {size} bytes from <{address}>"


def failed(icid: int, reason: str) -> str:
    """A message was refused at its end."""
    return f"ICID {icid} Receiving Failed: {reason}"


def aborted(mid: int) -> tuple[str, str]:
    """A message that was begun is given up."""
    return f"Message aborted MID {mid} Receiving aborted", f"Message finished MID {mid} aborted"


def scanned(
    mid: int, features: frozenset[str], *, relayed: bool, antispam: bool, antivirus: bool
) -> Iterator[str]:
    """The way through the work queue, by the engines that are licensed and on."""
    table = "outbound" if relayed else "inbound"
    yield f"MID {mid} matched all recipients for per-recipient policy DEFAULT in the {table} table"
    if antispam and ANTI_SPAM in features:
        yield f"MID {mid} interim verdict using engine: CASE spam negative"
        yield f"MID {mid} using engine: CASE spam negative"
    if antivirus and ANTI_VIRUS in features:
        yield f"MID {mid} interim AV verdict using Sophos CLEAN"
        yield f"MID {mid} antivirus negative "
    if OUTBREAK in features:
        yield f"MID {mid} Outbreak Filters: verdict negative"
    yield f"MID {mid} queued for delivery"
