"""One connection to a partner: a small SMTP server that does one thing wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar, Final, cast

from esatui.lab.partners.faults import SILENCE, Fault
from esatui.lab.partners.receipt import Receipt
from esatui.services.tls.channel import ChannelEvents, TlsChannel
from esatui.services.tls.engine import TlsSession
from esatui.services.tls.failures import TlsFailure
from esatui.services.tls.server import ServerTls

IDLE_SECONDS: Final = 300.0
LONGEST_LINE: Final = 4096
LARGEST_MESSAGE: Final = 64 * 1024 * 1024
MOST_RECIPIENTS: Final = 10_000

# A fatal alert, handshake_failure, of TLS 1.2 (RFC 5246 section 7.2).
_ALERT: Final = bytes.fromhex("15030300020228")
_GARBAGE: Final = b"250 this is no TLS at all\r\n" * 4
_INJECTED: Final = b"250-injected.example\r\n250 SIZE 1\r\n554 injected\r\n"


class PartnerProtocol(asyncio.Protocol):
    """Speaks with one client; gives what it took to `took`."""

    def __init__(
        self, name: str, host: str, fault: Fault, tls: ServerTls, took: Callable[[Receipt], None]
    ) -> None:
        self._name = name
        self._host = host
        self._fault = fault
        self._tls = tls
        self._took = took
        self._transport: asyncio.Transport | None = None
        self._channel: TlsChannel | None = None
        self._session: TlsSession | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._buffer = bytearray()
        self._content: bytearray | None = None
        self._silent = False
        self._answer = b""
        self._helo = ""
        self._sender: str | None = None
        self._recipients: list[str] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._restart_timer()
        self._say(self._fault.greeting.format(host=self._host))

    def data_received(self, data: bytes) -> None:
        self._restart_timer()
        if self._silent:
            answer, self._answer = self._answer, b""
            self._write(answer)
            return
        if self._channel is not None:
            self._channel.received(data)
        else:
            self._received(data)

    def eof_received(self) -> bool | None:
        if self._channel is not None:
            self._channel.eof_received()
        return None

    def connection_lost(self, exc: Exception | None) -> None:
        if self._channel is not None:
            self._channel.connection_lost(exc)
        if self._timer is not None:
            self._timer.cancel()

    def close(self) -> None:
        """End the connection."""
        if self._channel is not None:
            self._channel.close()
        if self._transport is not None:
            self._transport.close()

    def _restart_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(IDLE_SECONDS, self.close)

    def _received(self, data: bytes) -> None:
        self._buffer += data
        while not self._silent:
            if self._content is not None:
                if not self._take_content(self._content):
                    break
                continue
            end = self._buffer.find(b"\r\n")
            if end < 0:
                break
            line = bytes(self._buffer[:end])
            del self._buffer[: end + 2]
            self._command(line.decode("utf-8", "backslashreplace"))
        if self._content is None and len(self._buffer) > LONGEST_LINE:
            self.close()

    def _take_content(self, content: bytearray) -> bool:
        """Take lines of a message; True when it has ended."""
        while (end := self._buffer.find(b"\r\n")) >= 0:
            line = bytes(self._buffer[: end + 2])
            del self._buffer[: end + 2]
            if line == b".\r\n":
                self._content = None
                self._end_of_message(bytes(content))
                return True
            content += line.removeprefix(b".")
            if len(content) > LARGEST_MESSAGE:
                self.close()
                return False
        if len(self._buffer) > LARGEST_MESSAGE:
            self.close()
        return False

    def _command(self, line: str) -> None:
        verb, _, argument = line.partition(" ")
        verb = verb.upper()
        wrong = self._fault.replies.get(
            "EHLO/TLS" if verb == "EHLO" and self._session is not None else verb
        )
        if wrong is not None:
            self._say(wrong)
            return
        handler = self._verbs.get(verb)
        if handler is None:
            self._say("500 what?")
        else:
            handler(self, argument)

    def _ehlo(self, argument: str) -> None:
        self._helo = argument
        self._say(*self._extensions())

    def _plain_helo(self, argument: str) -> None:
        self._helo = argument
        self._say(f"250 {self._host}")

    def _mail(self, argument: str) -> None:
        self._sender, self._recipients = _path(argument), []
        self._say("250 sender ok")

    def _rcpt(self, argument: str) -> None:
        if self._sender is None:
            self._say("503 MAIL first")
        elif len(self._recipients) >= MOST_RECIPIENTS:
            self._say("452 too many recipients")
        else:
            self._recipients.append(_path(argument))
            self._say("250 recipient ok")

    def _data(self, argument: str) -> None:
        if not self._recipients:
            self._say("503 RCPT first")
            return
        self._content = bytearray()
        self._say("354 go ahead")

    def _rset(self, argument: str) -> None:
        self._sender, self._recipients = None, []
        self._say("250 reset")

    def _noop(self, argument: str) -> None:
        self._say("250 ok")

    def _quit(self, argument: str) -> None:
        self._say(f"221 {self._host}")
        self.close()

    def _extensions(self) -> list[str]:
        first = f"{self._host} STARTTLS" if self._fault.in_greeting else self._host
        offered = self._fault.offers and self._session is None
        names = [first, "8BITMIME", "SIZE 67108864", *(["STARTTLS"] if offered else [])]
        return [f"250-{name}" for name in names[:-1]] + [f"250 {names[-1]}"]

    def _end_of_message(self, content: bytes) -> None:
        wrong = self._fault.replies.get(".")
        if wrong is None:
            self._took(self._receipt(content))
            self._say("250 2.0.0 Ok: queued")
        else:
            self._say(wrong)
        self._sender, self._recipients = None, []

    def _receipt(self, content: bytes) -> Receipt:
        session = self._session
        chain = session.chain if session is not None else ()
        return Receipt(
            partner=self._name,
            sender=self._sender or "",
            recipients=tuple(self._recipients),
            content=content,
            helo=self._helo,
            protocol=session.protocol if session is not None else None,
            cipher=session.cipher if session is not None else None,
            client=chain[0].common_name if chain else None,
        )

    def _starttls(self, argument: str) -> None:
        if self._session is not None or not self._fault.offers:
            self._say("502 not offered")
            return
        ready = b"220 go ahead\r\n"
        match self._fault.after_220:
            case "garbage":
                self._write(ready)
                self._fall_silent(_GARBAGE)
            case "alert":
                self._write(ready)
                self._fall_silent(_ALERT)
            case "stall":
                self._write(ready)
                self._fall_silent(b"")
            case "close":
                self._write(ready)
                self.close()
            case "injection":
                self._upgrade(ready + _INJECTED)
            case "tls":
                self._upgrade(ready)

    def _fall_silent(self, answer: bytes) -> None:
        """Say nothing any more but this, to the first message of the handshake."""
        self._silent, self._answer = True, answer
        self._buffer.clear()

    def _upgrade(self, ready: bytes) -> None:
        if self._transport is None:
            return
        self._transport.write(ready)
        self._buffer.clear()
        events = ChannelEvents(self._opened, self._received, self._failed, self.close)
        engine = self._tls.accept("preferred_verify" if self._fault.asks else "preferred")
        self._channel = TlsChannel(engine, self._transport, events)
        self._channel.start()

    def _opened(self, session: TlsSession) -> None:
        self._session = session
        self._helo, self._sender, self._recipients = "", None, []

    def _failed(self, failure: TlsFailure) -> None:
        if self._transport is not None:
            self._transport.close()

    def _say(self, *lines: str) -> None:
        """Send a reply in one write; an empty one, and a 421, end the connection."""
        if lines == (SILENCE,):
            return
        text = "".join(f"{line}\r\n" for line in lines if line)
        self._write(text.encode("utf-8"))
        if not text or text.startswith(("421", "554 no mail")):
            self.close()

    def _write(self, data: bytes) -> None:
        if self._channel is not None:
            self._channel.write(data)
        elif self._transport is not None:
            self._transport.write(data)

    _verbs: ClassVar[dict[str, Callable[[PartnerProtocol, str], None]]] = {
        "EHLO": _ehlo,
        "HELO": _plain_helo,
        "STARTTLS": _starttls,
        "MAIL": _mail,
        "RCPT": _rcpt,
        "DATA": _data,
        "RSET": _rset,
        "NOOP": _noop,
        "QUIT": _quit,
    }


def _path(argument: str) -> str:
    """Return the address in `FROM:<a@b> SIZE=1`."""
    _, _, rest = argument.partition("<")
    return rest.partition(">")[0]
