"""Network > IP Interfaces."""
