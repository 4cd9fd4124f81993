"""`userconfig`: accounts, their roles and passphrases (CLI reference, 19)."""

# Whoever imports the command gets what its module declares on the menu.
from esatui.commands.userconfig.declaration import command
from esatui.commands.userconfig.operations import menu

__all__ = ["command", "menu"]
