"""`sshconfig`: the public keys with which users log in."""

# Whoever imports the command gets what its module declares on the menu.
from esatui.commands.sshconfig.declaration import command, menu
from esatui.commands.sshconfig.user_keys import key_menu

__all__ = ["command", "key_menu", "menu"]
