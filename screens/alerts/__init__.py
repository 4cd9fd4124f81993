"""System Administration > Alerts."""
