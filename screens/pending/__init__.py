"""Commit Changes: what is pending."""
