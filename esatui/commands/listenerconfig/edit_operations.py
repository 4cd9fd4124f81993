"""The operations of EDIT, in the order of its menu (CLI reference, 7.3)."""

from __future__ import annotations

from esatui.commands._certificate_choice import choose_certificate
from esatui.commands.listenerconfig.domain_map import domain_map_menu
from esatui.commands.listenerconfig.editing import EditedListener, edit_menu
from esatui.commands.listenerconfig.host_access import host_access_menu
from esatui.commands.listenerconfig.masquerade import masquerade_menu
from esatui.commands.listenerconfig.place import ask_interface, ask_port
from esatui.commands.listenerconfig.recipient_access import recipient_menu
from state.certificates.names import check_hostname
from state.errors import StateError
from state.operations.bounces import bounce_profile_names
from state.operations.listeners import (
    CONNECTIONS,
    TCP_QUEUE,
    accept_queries,
    check_listener_name,
    move_listener,
    rename_listener,
    set_default_domain,
    set_limits,
    use_bounce_profile,
    use_certificate,
    use_ldap_accept,
)
from state.operations.values import not_blank

__all__ = ["edit_menu"]

DEFAULT_DOMAIN_QUESTION = "Would you like to add a default domain to addresses without a domain?"


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


@edit_menu.operation("SETUP", "Configure general options.")
async def setup(context: EditedListener) -> None:
    """Ask for the domain that is added to addresses without one."""
    current = context.listener.default_domain
    domain = None
    if await context.dialogue.confirm(DEFAULT_DOMAIN_QUESTION, default=current is not None):
        domain = await context.dialogue.ask(
            "Enter the default domain.", default=current, check=_domain
        )
    context.update(set_default_domain(context.session.draft, context.name, domain))


@edit_menu.operation(
    "HOSTACCESS", "Modify the Host Access Table.", submenu=host_access_menu, changes=False
)
async def host_access(context: EditedListener) -> None:
    """Show the menu of the Host Access Table."""
    await host_access_menu.run(context)


@edit_menu.operation(
    "RCPTACCESS",
    "Modify the Recipient Access Table.",
    when=lambda context: context.listener.type == "public",
    submenu=recipient_menu,
    changes=False,
)
async def recipient_access(context: EditedListener) -> None:
    """Show the menu of the Recipient Access Table."""
    await recipient_menu.run(context)


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


@edit_menu.operation(
    "MASQUERADE",
    "Configure the Domain Masquerading Table.",
    submenu=masquerade_menu,
    changes=False,
)
async def masquerade(context: EditedListener) -> None:
    """Show the menu of the masquerading table."""
    await masquerade_menu.run(context)


@edit_menu.operation(
    "DOMAINMAP", "Configure domain mappings.", submenu=domain_map_menu, changes=False
)
async def domain_map(context: EditedListener) -> None:
    """Show the menu of the domain map."""
    await domain_map_menu.run(context)


@edit_menu.operation(
    "LDAPACCEPT",
    "Configure an LDAP query to determine whether a recipient address should be accepted or "
    "bounced/dropped.",
)
async def ldap_accept(context: EditedListener) -> None:
    """Ask for one of the queries of the LDAP servers, or none."""
    queries = accept_queries(context.session.draft)
    if not queries:
        raise StateError("No LDAP recipient acceptance queries are configured.")
    choices: list[tuple[str | None, str]] = [(None, "None"), *((each, each) for each in queries)]
    query = await context.dialogue.choose_value(
        choices,
        question="Available Recipient Acceptance Queries",
        current=context.listener.ldap_accept,
        completed=True,
    )
    context.update(use_ldap_accept(context.session.draft, context.name, query))


@edit_menu.operation("LDAPROUTING", "Configure an LDAP query to reroute messages.")
async def ldap_routing(context: EditedListener) -> None:
    """Say that there is no query to choose."""
    raise StateError("No LDAP routing queries are configured.")


@edit_menu.operation(
    "LDAPGROUP",
    "Configure an LDAP query to determine whether a sender or recipient is in a specified group.",
)
async def ldap_group(context: EditedListener) -> None:
    """Say that there is no query to choose."""
    raise StateError("No LDAP group queries are configured.")


@edit_menu.operation("SMTPAUTH", "Configure an SMTP authentication.")
async def smtp_auth(context: EditedListener) -> None:
    """Say that there is no profile to choose."""
    raise StateError("No SMTP authentication profiles are configured.")


@edit_menu.operation(
    "CALLAHEAD",
    "Configure SMTP Call-Ahead.",
    when=lambda context: context.listener.type == "public",
)
async def call_ahead(context: EditedListener) -> None:
    """Say that there is no profile to choose."""
    raise StateError("No SMTP Call-Ahead profiles are configured.")


def _domain(text: str) -> str:
    check_hostname(not_blank(text), "default_domain")
    return text.lower()
