"""The operations of EDIT, in the order of its menu (CLI reference, 7.3)."""

from __future__ import annotations

from esatui.commands._certificate_choice import choose_certificate
from esatui.commands.listenerconfig.editing import EditedListener, edit_menu
from esatui.commands.listenerconfig.place import ask_interface, ask_port
from state.operations.bounces import bounce_profile_names
from state.operations.listeners import (
    CONNECTIONS,
    TCP_QUEUE,
    check_listener_name,
    move_listener,
    rename_listener,
    set_limits,
    use_bounce_profile,
    use_certificate,
)

__all__ = ["edit_menu"]


@edit_menu.operation("NAME", "Change the name of the listener.")
async def name(context: EditedListener) -> None:
    """Ask for the new name."""
    draft = context.session.draft
    chosen = await context.dialogue.ask(
        "Enter the new name of the listener.",
        default=context.name,
        check=lambda text: check_listener_name(draft, text, context.name),
    )
    renamed = rename_listener(context.session.draft, context.name, chosen)
    context.name = chosen
    context.update(renamed)


@edit_menu.operation("INTERFACE", "Change the interface.")
async def interface(context: EditedListener) -> None:
    """Ask for the interface and the port."""
    listener = context.listener
    chosen = await ask_interface(context.session, listener.interface)
    port = await ask_port(context.session, chosen, listener.port, context.name)
    context.update(move_listener(context.session.draft, context.name, chosen, port))


@edit_menu.operation("CERTIFICATE", "Choose the certificate.")
async def certificate(context: EditedListener) -> None:
    """Ask for the certificate profile."""
    profile = await choose_certificate(context.session, context.listener.certificate)
    context.update(use_certificate(context.session.draft, context.name, profile))


@edit_menu.operation("LIMITS", "Change the injection limits.")
async def limits(context: EditedListener) -> None:
    """Ask for the number of connections and the length of the queue before them."""
    listener = context.listener
    connections = await context.dialogue.ask(
        "Enter the maximum number of concurrent connections for this listener.",
        default=str(listener.max_concurrency),
        check=CONNECTIONS.parse,
    )
    queue = await context.dialogue.ask(
        "Enter the TCP listen queue size.",
        default=str(listener.tcp_queue),
        check=TCP_QUEUE.parse,
    )
    context.update(
        set_limits(
            context.session.draft, context.name, max_concurrency=connections, tcp_queue=queue
        )
    )


@edit_menu.operation(
    "BOUNCECONFIG",
    "Choose the bounce profile to use for messages injected on this listener.",
)
async def bounces(context: EditedListener) -> None:
    """Ask for the bounce profile."""
    names = bounce_profile_names(context.session.draft)
    profile = await context.dialogue.choose_value(
        [(each, each) for each in names],
        question="Please choose a bounce profile to apply:",
        after=True,
        current=context.listener.bounce_profile,
        completed=True,
    )
    context.update(use_bounce_profile(context.session.draft, context.name, profile))
