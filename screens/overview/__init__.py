"""Section: overview."""
