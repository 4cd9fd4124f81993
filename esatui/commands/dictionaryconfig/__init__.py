"""`dictionaryconfig`: content dictionaries (CLI reference, 16.13)."""

# Whoever imports the command gets what its modules declare on it: batch forms and operations.
from esatui.commands.dictionaryconfig.batch import command
from esatui.commands.dictionaryconfig.operations import menu

__all__ = ["command", "menu"]
