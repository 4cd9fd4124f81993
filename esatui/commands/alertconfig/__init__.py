"""`alertconfig`: who is told when something is wrong (CLI reference, 10)."""

# Whoever imports the command gets what its module declares on the menu.
from esatui.commands.alertconfig.declaration import command
from esatui.commands.alertconfig.operations import menu

__all__ = ["command", "menu"]
