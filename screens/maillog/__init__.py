"""Monitor > Mail Log."""
