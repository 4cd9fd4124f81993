"""`delivernow`: try mail that waits for its next attempt at once."""

from __future__ import annotations

from esatui.registry import OPERATORS, Command
from esatui.session import Session
from state.delivery.requests import request_delivery
from state.operations.domains import check_domain

CHOICES = ("By recipient host", "All messages")

command = Command(
    "delivernow",
    "Reschedule messages for immediate delivery",
    commit="immediate",
    cluster="machine",
    access=OPERATORS,
)


@command.interactive
async def run(session: Session) -> None:
    """Ask whether one domain or everything is meant."""
    index = await session.dialogue.choose(
        CHOICES, question="Please choose an option for scheduling immediate delivery.", default=1
    )
    if index == 0:
        domain = await session.dialogue.ask(
            "Please enter the domain for immediate delivery.", check=check_domain
        )
        deliver(session, domain)
    else:
        deliver(session, None)


@command.batch("delivernow <domain | all>")
async def batch(session: Session, domain: str) -> None:
    """Try what waits for `domain`, or everything."""
    deliver(session, None if domain.lower() == "all" else check_domain(domain))


def deliver(session: Session, domain: str | None) -> None:
    """Ask the mail system for it, in whatever process that runs."""
    request_delivery(session.appliance.store.directory, domain)
    what = "All messages" if domain is None else f"Messages to {domain}"
    session.dialogue.block(f"{what} have been scheduled for immediate delivery.")
