"""The SSH server: login, sessions, exec and file copies."""
