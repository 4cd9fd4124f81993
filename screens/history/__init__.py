"""System Administration > History."""
