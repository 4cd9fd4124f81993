"""`logconfig`: log subscriptions, logged headers, SSH host keys (CLI reference, 16.7)."""

from esatui.commands.logconfig.declaration import command

__all__ = ["command"]
