"""The dashboard in a browser: login, sessions, the page with the terminal, and what it talks to."""

from esatui.web.site import Site

__all__ = ["Site"]
