"""Measures esatui beside what it is built on. Run it as `python -m bench`."""
