"""Fronts: each fulfils the requests of a conversation in its own surroundings."""
