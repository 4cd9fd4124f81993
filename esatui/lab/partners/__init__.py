"""Simulated remote mail hosts on loopback, each with one fault, and the zone that leads to them."""
