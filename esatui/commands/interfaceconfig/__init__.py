"""`interfaceconfig`: IP interfaces, their services and their certificate (CLI reference, 8)."""

# Whoever imports the command gets what its modules declare on it: batch forms and operations.
from esatui.commands.interfaceconfig.batch import command
from esatui.commands.interfaceconfig.operations import menu

__all__ = ["command", "menu"]
