"""`ldapconfig`: LDAP servers, their queries, the client certificate (CLI reference, 9)."""

from esatui.commands.ldapconfig import server_operations
from esatui.commands.ldapconfig.declaration import command
from esatui.commands.ldapconfig.operations import menu

__all__ = ["command", "menu", "server_operations"]
