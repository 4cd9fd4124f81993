"""Rules of delivery that need no network: pure functions, one file a rule."""
