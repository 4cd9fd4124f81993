"""`ldapconfig`: LDAP servers and the client certificate towards them (CLI reference, 9)."""

from esatui.commands.ldapconfig.declaration import command
from esatui.commands.ldapconfig.operations import menu

__all__ = ["command", "menu"]
