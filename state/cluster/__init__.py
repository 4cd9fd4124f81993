"""Several appliances with one configuration: what they exchange, and how each keeps in step."""
