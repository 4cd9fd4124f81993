"""SMTP listeners: what is committed about them is what remote hosts meet.

`Session` is the conversation, without any network; `Connection` carries it over a socket and TLS;
`SmtpService` listens, and takes every commit for the connections that come after it.
"""

from esatui.services.smtp.service import SmtpService
from esatui.services.smtp.session import Session

__all__ = ["Session", "SmtpService"]
