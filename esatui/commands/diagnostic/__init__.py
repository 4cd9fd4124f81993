"""`diagnostic`: hardware, disk, network and reports (CLI reference, 16.12)."""

# Whoever imports the command gets what its modules declare on it.
from esatui.commands.diagnostic.operations import command, menu

__all__ = ["command", "menu"]
