"""The dashboard: Textual screens over the same state. It imports `state` and nothing of `esatui`."""
