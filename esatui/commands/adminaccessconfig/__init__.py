"""`adminaccessconfig`: banner, welcome, who may connect, time-outs (CLI reference, 18)."""

# Whoever imports the command gets what its modules declare on it: batch forms and operations.
from esatui.commands.adminaccessconfig.batch import command
from esatui.commands.adminaccessconfig.operations import menu

__all__ = ["command", "menu"]
