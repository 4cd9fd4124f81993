"""Section: certificates."""
