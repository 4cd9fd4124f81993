"""esatui: a Cisco Email Security Appliance in a terminal (shell, SSH server, services)."""

__version__ = "0.1.0"
