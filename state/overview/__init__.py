"""Facts about the configuration as a whole, for front-ends that show it at a glance."""
