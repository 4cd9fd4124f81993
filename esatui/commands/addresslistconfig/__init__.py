"""`addresslistconfig`: lists of envelope senders that mail flow policies refer to."""

# Whoever imports the command gets the operations that its modules declare.
from esatui.commands.addresslistconfig.declaration import command
from esatui.commands.addresslistconfig.operations import menu

__all__ = ["command", "menu"]
