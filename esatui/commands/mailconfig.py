"""`mailconfig`: the running configuration by mail (CLI reference, 6.8)."""

from __future__ import annotations

from esatui.batch import InvalidArguments
from esatui.commands._passphrase_option import NUMBERS, ask_option, configuration_file
from esatui.registry import OPERATORS, Command
from esatui.session import Session
from esatui.text.dates import file_stamp
from state.configfile.mail import check_recipients, configuration_mail
from state.configfile.passphrases import Option
from state.operations.alerts import from_address

command = Command(
    "mailconfig", "Mail the current configuration", cluster="login host", access=OPERATORS
)

QUESTION = (
    "Please enter the email address to which you want to send the configuration file. "
    "Separate multiple addresses with commas."
)


@command.interactive
async def run(session: Session) -> None:
    """Ask for the addresses and the passphrase option, then send."""
    recipients = await session.dialogue.ask(QUESTION, check=check_recipients)
    await send(session, recipients, await ask_option(session))


@command.batch("mailconfig <address>[,<address>] [1|2|3]", changes=False, words=True)
async def batch(session: Session, words: tuple[str, ...]) -> None:
    """Send to the addresses; passphrases are masked unless a number says something else."""
    if len(words) > 2 or (len(words) == 2 and words[1] not in NUMBERS):
        raise InvalidArguments
    await send(session, check_recipients(words[0]), NUMBERS[words[1] if words[1:] else "1"])


async def send(session: Session, recipients: tuple[str, ...], option: Option) -> None:
    """Have the file sent and say so. Raises `StateError` when no mail system takes it."""
    from state.configfile.saving import encoded

    appliance, now, view = session.appliance, session.now(), session.running
    settings = appliance.settings
    sender = from_address(view)
    message = configuration_mail(
        encoded(await configuration_file(session, option)),
        name=f"{settings.model}-{settings.serial}-{file_stamp(now)}.xml",
        sender=sender,
        recipients=recipients,
        hostname=view.system.hostname,
        moment=now,
        identifier=appliance.random.randbytes(12).hex(),
    )
    await session.work(lambda: appliance.mailer.send(sender, recipients, message))
    session.dialogue.block(f"The configuration file has been sent to {', '.join(recipients)}.")
