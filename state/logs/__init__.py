"""The logs of the appliance as files: their names, lines, writing and reading."""
