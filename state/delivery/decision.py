"""What becomes of a delivery attempt: outbound TLS levels and DANE as one pure function.

Rules: tls-behaviour sections 4 and 5. Words of the log: mail-logs sections 6 and 8. The network
code asks `demand_for` what it has to try and to check, tries, says what happened (`Attempt`), and
does what `decide` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, Literal

from state.delivery import lines
from state.delivery.demand import Demand
from state.delivery.lines import NOT_NEGOTIATED, Reply, Route


class Phase(Enum):
    """How far the remote came. The first five end before a 220 answered STARTTLS."""

    NOT_CONNECTED = auto()
    """No connection was made, since DANE forbids it (`Demand.refusal`)."""
    NO_EHLO = auto()
    """EHLO was refused; HELO may still be accepted."""
    NO_STARTTLS = auto()
    """STARTTLS is not in the EHLO reply."""
    STARTTLS_REFUSED = auto()
    """STARTTLS was answered with something other than 220, and the connection goes on."""
    LOST = auto()
    """The connection ended before a 220, with or without a 421."""
    HANDSHAKE_FAILED = auto()
    """A 220 was given; the handshake failed, stalled or was cut."""
    ESTABLISHED = auto()
    """The handshake is finished."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What happened on one delivery connection, up to the point where MAIL would be sent."""

    route: Route
    phase: Phase
    reply: Reply | None = None
    """The reply to STARTTLS: with `STARTTLS_REFUSED`, and with `LOST` when a 421 came."""
    failure: str = ""
    """`HANDSHAKE_FAILED`: what follows `TLS failed: `. `LOST` without reply: the socket error,
    such as `[Errno 54] Connection reset by peer`, or `timeout`; '' when the peer just closed."""
    protocol: str = ""
    cipher: str = ""
    fault: str | None = None
    """`ESTABLISHED`: why what `Demand.check` asks for failed; None when it did not."""


class Action(Enum):
    """What to do with the message on this connection."""

    CLEAR = auto()
    """Deliver in clear text, on the same connection."""
    TLS = auto()
    """Deliver under TLS."""
    NOT_SENT = auto()
    """Close the connection; try the next host, or later (a soft bounce)."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, what to log, whom to tell."""

    action: Action
    lines: tuple[str, ...] = ()
    """Lines of `mail_logs`, level Info, before `Delivery start` or `DCID k close`."""
    verified: bool | None = None
    """With `TLS`: whether the certificate passed; None when nobody asked."""
    alert: str | None = None
    """With `NOT_SENT`: the reason in the alert that is due, if alerts are switched on."""
    delay: str | None = None
    """With `NOT_SENT`: the reason in the pair of the `Delayed:` line."""


EHLO_REASON: Final = "EHLO command not supported"
STARTTLS_REASON: Final = "STARTTLS command not supported"
REFUSED_REASON: Final = "STARTTLS unexpected response"
HANDSHAKE_REASON: Final = "handshake failed"

AlertReason = Literal[
    "EHLO command not supported",
    "STARTTLS command not supported",
    "STARTTLS unexpected response",
    "handshake failed",
]


def decide(demand: Demand, attempt: Attempt) -> Decision:
    """Return what becomes of the message. After a 220 it is never sent in clear text."""
    if demand.refusal is not None:
        return _refused_by_dns(demand, attempt, demand.refusal)
    if not demand.starttls:
        return Decision(Action.CLEAR)
    match attempt.phase:
        case Phase.NO_EHLO | Phase.NO_STARTTLS:
            return _not_offered(demand, attempt)
        case Phase.STARTTLS_REFUSED:
            return _starttls_refused(demand, attempt)
        case Phase.LOST:
            return _lost(demand, attempt)
        case Phase.HANDSHAKE_FAILED:
            line = lines.tls_failed(attempt.route, attempt.failure)
            return _not_sent(demand, attempt, HANDSHAKE_REASON, [line], _reason(attempt))
        case Phase.ESTABLISHED:
            return _established(demand, attempt)
        case Phase.NOT_CONNECTED:
            raise ValueError("not connected, although nothing forbids it")


def _refused_by_dns(demand: Demand, attempt: Attempt, reason: str) -> Decision:
    line = lines.dane_failed(attempt.route, reason)
    return _not_sent(demand, attempt, reason, [line], NOT_NEGOTIATED)


def _not_offered(demand: Demand, attempt: Attempt) -> Decision:
    line = lines.starttls_not_supported(attempt.route)
    if not demand.required:
        return Decision(Action.CLEAR, (line,))
    reason = EHLO_REASON if attempt.phase is Phase.NO_EHLO else STARTTLS_REASON
    return _not_sent(demand, attempt, reason, [line], NOT_NEGOTIATED)


def _starttls_refused(demand: Demand, attempt: Attempt) -> Decision:
    failed = lines.tls_failed(attempt.route, REFUSED_REASON)
    if not demand.required:
        return Decision(Action.CLEAR, (failed,))
    error = lines.unexpected_response(attempt.route, attempt.reply or Reply())
    return _not_sent(demand, attempt, REFUSED_REASON, [error, failed], NOT_NEGOTIATED)


def _lost(demand: Demand, attempt: Attempt) -> Decision:
    """A connection that is gone cannot go on in clear text, at any level that asks for TLS."""
    if attempt.reply is not None:
        error = lines.unexpected_response(attempt.route, attempt.reply)
        written = [error, lines.tls_failed(attempt.route, REFUSED_REASON)]
        reason = lines.UNEXPECTED_RESPONSE
    else:
        written = [lines.connection_error(attempt.route, attempt.failure)]
        reason = _reason(attempt)
    return _not_sent(demand, attempt, REFUSED_REASON, written, reason)


def _established(demand: Demand, attempt: Attempt) -> Decision:
    route, fault = attempt.route, attempt.fault
    success = lines.tls_success(route, attempt.protocol, attempt.cipher)
    if demand.check is None:
        return Decision(Action.TLS, (success,))
    if demand.check == "dane":
        if fault is None:
            return Decision(Action.TLS, (success, lines.dane_success(route)), verified=True)
        failed = lines.dane_failed(route, fault)
        return _not_sent(demand, attempt, fault, [failed], NOT_NEGOTIATED)
    if fault is None:
        return Decision(Action.TLS, (success,), verified=True)
    if demand.must_verify:
        failed = lines.tls_failed(route, f"verify error: {fault}")
        return _not_sent(demand, attempt, fault, [failed], NOT_NEGOTIATED)
    return Decision(Action.TLS, (success, lines.not_verified(route, fault)), verified=False)


def _not_sent(
    demand: Demand, attempt: Attempt, reason: str, written: list[str], delay: str
) -> Decision:
    if demand.required:
        written.append(lines.tls_was_required(attempt.route))
        delay = NOT_NEGOTIATED
    alert = reason if demand.alerts else None
    return Decision(Action.NOT_SENT, tuple(written), alert=alert, delay=delay)


def _reason(attempt: Attempt) -> str:
    return lines.connection_reason(attempt.failure)
