"""Scripts behind the make targets; nothing of this is installed."""
