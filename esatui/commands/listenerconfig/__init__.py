"""`listenerconfig`: the listeners and the certificates they present (CLI reference, 7)."""

# Whoever imports the command gets what its modules declare on it: batch forms and operations.
from esatui.commands.listenerconfig.batch import command
from esatui.commands.listenerconfig.edit_operations import edit_menu
from esatui.commands.listenerconfig.operations import menu

__all__ = ["command", "edit_menu", "menu"]
