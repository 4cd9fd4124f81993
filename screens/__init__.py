"""The dashboard: Textual screens over the state. Imports `state`, never `esatui`."""

import os

# Textual draws at fixed moments, and after a pause skips one of them: with its usual sixty a second
# the second frame of a key, which shows what the key has led to, comes 17 to 33 ms after the first.
os.environ.setdefault("TEXTUAL_FPS", "240")
