"""Delivery: where mail goes, how it gets there, and what becomes of it when it does not.

`SmtpClient` speaks the protocol, `open_connection` brings a connection to the point where MAIL may
be sent (or says why it may not), `Router` finds hosts, `DeliveryService` does it all, over a queue.
"""
