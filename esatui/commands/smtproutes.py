"""`smtproutes`: where mail for some domains goes instead of to their mail exchangers."""

from __future__ import annotations

from collections.abc import Sequence

from esatui.files import ask_export, ask_import, files_of
from esatui.menu import Menu
from esatui.registry import Command
from esatui.session import Session
from esatui.text.layout import cell_width, table
from state.model.configuration import View
from state.objects import ObjectPath, path_at
from state.operations.route_file import (
    ordered_domains,
    parse_routes,
    render_routes,
    replace_routes,
)
from state.operations.smtproutes import (
    DISCARD,
    USEDNS,
    check_hosts,
    check_new_route,
    clear_routes,
    delete_route,
    find_route,
    parse_hosts,
    set_route,
)
from state.operations.table_files import FILE_LIMIT

DOMAIN_QUESTION = (
    "Enter the domain for which you want to set up a permanent route.\n"
    'Partial hostnames such as ".example.com" are allowed.\n'
    'Use "ALL" for the default route.'
)


def count(session: Session) -> str:
    """Return the state line."""
    routes = len(session.draft.smtproutes.entries)
    if not routes:
        return "There are no routes configured."
    if routes == 1:
        return "There is currently 1 route configured."
    return f"There are currently {routes} routes configured."


def any_routes(session: Session) -> bool:
    """Return whether there is a route."""
    return bool(session.draft.smtproutes.entries)


menu: Menu[Session] = Menu(state=count)
command = Command(
    "smtproutes", "Configure SMTP routes", commit="required", areas=("smtproutes",), menu=menu
)


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)


@menu.operation("NEW", "Create a new route.")
async def new(session: Session) -> None:
    """Ask for a domain without route, and for its destinations."""
    domain = await session.dialogue.ask(
        DOMAIN_QUESTION, check=lambda text: check_new_route(session.draft, text), wrapped=False
    )
    hosts = await session.dialogue.ask(hosts_question(domain), check=parse_hosts, wrapped=False)
    store(session, domain, hosts)
    session.dialogue.paragraph(f"Mapping for {domain} to {', '.join(hosts)} created.")


@menu.operation("EDIT", "Edit destinations of an existing route.", when=any_routes)
async def edit(session: Session) -> None:
    """Ask for a domain of the table, and for its destinations; Enter keeps them."""
    domain = await ask_domain(session, "Enter the domain of the route you wish to edit.")
    hosts = await session.dialogue.ask(
        hosts_question(domain),
        default=", ".join(session.draft.smtproutes.entries[domain].hosts),
        check=parse_hosts,
        wrapped=False,
    )
    store(session, domain, hosts)
    session.dialogue.paragraph(f"Mapping for {domain} to {', '.join(hosts)} updated.")


@menu.operation("DELETE", "Remove a route.", when=any_routes)
async def delete(session: Session) -> None:
    """Ask for a domain of the table and remove its route."""
    domain = await ask_domain(session, "Enter the domain of the route you wish to delete.")
    session.update(delete_route(session.draft, domain))
    session.dialogue.block(f"Mapping for {domain} deleted.")


@menu.operation("PRINT", "Display all routes.", when=any_routes, changes=False)
async def print_routes(session: Session) -> None:
    """Print the table."""
    await show(session)


@menu.operation("IMPORT", "Import new routes from a file.")
async def import_routes(session: Session) -> None:
    """Ask for a file and replace the whole table with what is in it."""
    data = await ask_import(session, FILE_LIMIT)
    await take(session, data)


@menu.operation("EXPORT", "Export all routes to a file.", when=any_routes)
async def export_routes(session: Session) -> None:
    """Ask for the name of a file and write the table into it."""
    name = await ask_export(session)
    files_of(session).write(name, render_routes(session.draft.smtproutes))
    session.dialogue.block("Export complete.")


@menu.operation("CLEAR", "Remove all routes.", when=any_routes)
async def clear(session: Session) -> None:
    """Ask, and remove everything."""
    if await session.dialogue.confirm("Are you sure you want to remove all routes?", default=False):
        session.update(clear_routes(session.draft))


@command.batch("smtproutes new <domain> [host]...")
async def batch_new(session: Session, domain: str, hosts: Sequence[str]) -> None:
    """Create a route to the hosts that follow."""
    store(session, check_new_route(session.draft, domain), check_hosts(hosts))


@command.batch("smtproutes edit <domain> [host]...")
async def batch_edit(session: Session, domain: str, hosts: Sequence[str]) -> None:
    """Change a route to the hosts that follow."""
    store(session, find_route(session.draft, domain), check_hosts(hosts))


@command.batch("smtproutes delete <domain>")
async def batch_delete(session: Session, domain: str) -> None:
    """Remove a route."""
    session.update(delete_route(session.draft, domain))


@command.batch("smtproutes print", changes=False)
async def batch_print(session: Session) -> None:
    """Print all routes."""
    await show(session)


@command.batch("smtproutes import <file>")
async def batch_import(session: Session, name: str) -> None:
    """Replace all routes with those of a file."""
    await take(session, files_of(session).read(name, FILE_LIMIT))


@command.batch("smtproutes export <file>")
async def batch_export(session: Session, name: str) -> None:
    """Write all routes into a file."""
    files_of(session).write(name, render_routes(session.draft.smtproutes))


@command.batch("smtproutes clear")
async def batch_clear(session: Session) -> None:
    """Remove all routes."""
    session.update(clear_routes(session.draft))


async def take(session: Session, data: bytes) -> None:
    """Make the table of an import file the pending one; raises `StateError` for a fault."""
    routes = await session.work(lambda: parse_routes(data))
    session.update(replace_routes(session.draft, routes))
    if not session.batch:
        session.dialogue.block(f"{len(routes.entries)} entries imported.")


async def show(session: Session) -> None:
    """Print the routes in the order of their domains, `ALL` last."""
    entries = session.draft.smtproutes.entries
    session.dialogue.say()
    if not entries:
        session.dialogue.say(count(session))
        return
    rows = [(domain, ", ".join(entries[domain].hosts)) for domain in ordered_domains(entries)]
    headings = ("Domain", "Destination Hosts")
    widths = [max(map(cell_width, column)) for column in zip(headings, *rows, strict=True)]
    await session.dialogue.page(table(headings, widths, rows))


async def ask_domain(session: Session, question: str) -> str:
    """Return a domain of the table."""
    return await session.dialogue.ask(
        question,
        check=lambda text: find_route(session.draft, text),
        completions=lambda: tuple(session.draft.smtproutes.entries),
    )


def hosts_question(domain: str) -> str:
    """Return the question about the destinations."""
    return (
        "Enter the destination hosts, separated by commas, which you want mail\n"
        f"for {domain} to be delivered.\n"
        f"Enter {USEDNS} by itself to use normal DNS resolution for this route.\n"
        f"Enter {DISCARD} by itself if you wish to discard the mail.\n"
        "Enclose in square brackets to force resolution via address (A)\n"
        "records, ignoring any MX records."
    )


def store(session: Session, domain: str, hosts: Sequence[str]) -> None:
    """Make this the route of the domain."""
    draft = set_route(session.draft, domain, hosts)
    session.update(draft, [route_object(draft, domain)])


def route_object(view: View, domain: str) -> ObjectPath:
    """Return the path of a route."""
    return path_at(view.level, "smtproutes", "entries", domain)
