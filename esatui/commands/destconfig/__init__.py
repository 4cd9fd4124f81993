"""`destconfig`: destination controls, the TLS level of each domain (CLI reference, 4)."""

# Whoever imports the command gets what its modules declare on it: batch forms and operations.
from esatui.commands.destconfig.batch import command
from esatui.commands.destconfig.operations import menu

__all__ = ["command", "menu"]
