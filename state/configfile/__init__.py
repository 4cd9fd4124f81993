"""Configuration files: the XML that `saveconfig` writes, and what `loadconfig` reads."""
