"""The lab: authorities, partners and zones for practice and for tests."""
