"""Widgets that all sections are made of."""
