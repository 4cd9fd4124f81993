"""The commands of the shell: one file a command, each with an object `command`."""
