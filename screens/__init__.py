"""The dashboard: Textual screens over the state. Imports `state`, never `esatui`."""
