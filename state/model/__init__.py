"""The configuration as a tree of frozen data classes, one file an area."""
