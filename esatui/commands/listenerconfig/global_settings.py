"""The questions of SETUP, about all listeners together (CLI reference, 7.4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from esatui.session import Session
from state.model.listeners import Listeners
from state.operations.durations import check_duration
from state.operations.listeners import CONNECTIONS, HEADER_LINES, TLS_CONNECTIONS
from state.operations.values import NumberRange

_HOSTNAMES: list[tuple[Literal["virtual_gateway", "interface"], str]] = [
    (
        "virtual_gateway",
        "The hostname of the Virtual Gateway(tm) used for delivering the message",
    ),
    ("interface", "The hostname of the interface the message is received on"),
]
MESSAGE_ID_QUESTION = (
    "The system will always add a Message-ID header to outgoing messages that don't already have "
    "one. Would you like to do the same for incoming messages? (Not recommended.)"
)


async def ask_settings(session: Session, current: Listeners) -> Listeners:
    """Ask for the global settings; Enter keeps those of `current`."""
    settings = await _connections(session, current)
    settings = await _times(session, settings)
    hostname = await session.dialogue.choose_value(
        _HOSTNAMES,
        question="What hostname should Received: headers be stamped with?",
        current=current.received_hostname,
    )
    message_id = await session.dialogue.confirm(MESSAGE_ID_QUESTION, default=current.add_message_id)
    return replace(settings, received_hostname=hostname, add_message_id=message_id)


async def _connections(session: Session, current: Listeners) -> Listeners:
    allowed = "to be allowed across all listeners."
    return replace(
        current,
        max_concurrency=await _number(
            session,
            f"Enter the global limit for concurrent connections {allowed}",
            CONNECTIONS,
            current.max_concurrency,
        ),
        max_tls_concurrency=await _number(
            session,
            f"Enter the global limit for concurrent TLS connections {allowed}",
            TLS_CONNECTIONS,
            current.max_tls_concurrency,
        ),
        max_header_lines=await _number(
            session,
            "Enter the maximum number of message header lines. 0 indicates no limit.",
            HEADER_LINES,
            current.max_header_lines,
        ),
    )


async def _times(session: Session, current: Listeners) -> Listeners:
    return replace(
        current,
        counter_reset=await _duration(
            session,
            "Enter the rate at which injection counters are reset.",
            current.counter_reset,
        ),
        timeout=await _duration(
            session, "Enter the timeout for unsuccessful inbound connections.", current.timeout
        ),
        connection_time=await _duration(
            session,
            "Enter the maximum connection time for inbound connections.",
            current.connection_time,
        ),
    )


async def _number(session: Session, question: str, limits: NumberRange, current: int) -> int:
    return await session.dialogue.ask(question, default=str(current), check=limits.parse)


async def _duration(session: Session, question: str, current: str) -> str:
    return await session.dialogue.ask(question, default=current, check=check_duration)
