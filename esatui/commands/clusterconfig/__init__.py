"""`clusterconfig`: clusters, their machines and groups (CLI reference, 17)."""

from esatui.commands.clusterconfig import batch, groups, machines, prepjoin
from esatui.commands.clusterconfig.declaration import command

__all__ = ["batch", "command", "groups", "machines", "prepjoin"]
