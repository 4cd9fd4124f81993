"""A name server on loopback, for tests of real DNS."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

Respond = Callable[[dns.message.Message], dns.message.Message | None]


@dataclass
class NameServer:
    """Where it listens, and what it was asked."""

    port: int
    questions: list[dns.message.Message] = field(default_factory=list)


@contextmanager
def name_server(respond: Respond) -> Iterator[NameServer]:
    """Answer questions over UDP; one without an answer is left unanswered."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        found = NameServer(server.getsockname()[1])

        def serve() -> None:
            while True:
                data, client = server.recvfrom(4096)
                if not data:
                    return
                question = dns.message.from_wire(data)
                found.questions.append(question)
                answer = respond(question)
                if answer is not None:
                    server.sendto(answer.to_wire(), client)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield found
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
                end.sendto(b"", ("127.0.0.1", found.port))
            thread.join()


def records(*texts: str, validated: bool = False, code: str = "NOERROR") -> Respond:
    """Answer everything with these records, for example `mx.example.net. 300 IN A 192.0.2.1`."""

    def respond(question: dns.message.Message) -> dns.message.Message:
        answer = dns.message.make_response(question)
        answer.set_rcode(dns.rcode.from_text(code))
        if validated:
            answer.flags |= dns.flags.AD
        for text in texts:
            name, ttl, _, kind, data = text.split(None, 4)
            answer.answer.append(dns.rrset.from_text(name, int(ttl), "IN", kind, *data.split("|")))
        return answer

    return respond
