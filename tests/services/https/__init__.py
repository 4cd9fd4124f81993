"""HTTPS of the appliance, seen by real clients."""
