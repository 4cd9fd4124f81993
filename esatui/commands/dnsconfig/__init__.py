"""`dnsconfig`: the name servers of the appliance."""

# Whoever imports the command gets what its modules declare on it: batch forms and operations.
from esatui.commands.dnsconfig.batch import command
from esatui.commands.dnsconfig.operations import menu

__all__ = ["command", "menu"]
