"""One connection: TLS, HTTP/1.1, and how long everything may take."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.utils import format_datetime
from http import HTTPStatus
from typing import Final

import h11

from esatui.services.https.exchange import Handler, Request, Response, all_headers, failure
from esatui.services.https.websocket import Listener, WebSocket
from state.clock import Clock

MOST_CONNECTIONS: Final = 200
"""Connections of all interfaces at a time; further ones are closed at once."""
MOST_REQUESTS: Final = 100
"""Requests of one connection."""
HANDSHAKE_SECONDS: Final = 10.0
REQUEST_SECONDS: Final = 15.0
"""From the beginning of a connection, or from the last response, to the end of a request."""
ANSWER_SECONDS: Final = 30.0
"""What making and sending a response may take."""
CLOSING_SECONDS: Final = 5.0
LONGEST_HEAD: Final = 16 * 1024
LONGEST_BODY: Final = 64 * 1024

_METHODS: Final = frozenset({"GET", "HEAD", "POST"})
"""Whether POST is allowed at a place is for who answers there to say."""


@dataclass(frozen=True, slots=True)
class Door:
    """What the connections to one port of an interface need; the newest one counts for each."""

    interface: str
    context: ssl.SSLContext | None
    """Makes it HTTPS; `None` is HTTP."""
    respond: Handler
    admits: Callable[[str], bool]
    """Address of a client to whether it may connect."""


@dataclass
class Hall:
    """What all connections share."""

    clock: Clock
    log: Callable[[str], None]
    open: set[Connection] = field(default_factory=set)


class Connection(asyncio.Protocol):
    """A connection to a door; `door` is asked when it begins, `None` when there is none now."""

    def __init__(self, hall: Hall, door: Callable[[], Door | None]) -> None:
        self._hall = hall
        self._find = door
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=LONGEST_HEAD)
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._raw: asyncio.Transport | None = None
        self._transport: asyncio.Transport | None = None
        self._door: Door | None = None
        self._client = ""
        self._early: list[bytes] = []
        """What was decrypted before `start_tls` has handed the transport over."""
        self._request: h11.Request | None = None
        self._body = b""
        self._served = 0
        self._busy = False
        self._full = False
        self._socket: WebSocket | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what asyncio gives.
        self._raw = self._transport = transport
        self._client = str((transport.get_extra_info("peername") or ("",))[0])
        self._door = self._find()
        if (
            self._door is None
            or len(self._hall.open) >= MOST_CONNECTIONS
            or not self._door.admits(self._client)
        ):
            transport.abort()
            return
        self._hall.open.add(self)
        if self._door.context is None:
            self._allow(REQUEST_SECONDS)
            return
        # Nothing may be read before TLS is in place.
        transport.pause_reading()
        self._allow(HANDSHAKE_SECONDS)
        self._run(self._secure(transport, self._door.context))

    def data_received(self, data: bytes) -> None:
        if not self._secured:
            self._early.append(data)
            return
        if self._socket is not None:
            self._socket.receive(data)
            return
        try:
            self._http.receive_data(data)
        except h11.RemoteProtocolError as error:
            self._refuse(error.error_status_hint)
            return
        self._go_on()

    def eof_received(self) -> bool:
        if self._socket is None:
            self.data_received(b"")
        return False

    def pause_writing(self) -> None:
        self._full = True
        if self._socket is not None:
            self._socket.hold()

    def resume_writing(self) -> None:
        self._full = False
        if self._socket is not None:
            self._socket.release()
        else:
            self._go_on()

    def connection_lost(self, error: Exception | None) -> None:
        self._hall.open.discard(self)
        if self._socket is not None:
            self._socket.lost()
        if self._timer is not None:
            self._timer.cancel()
        for task in self._tasks:
            task.cancel()

    def abort(self) -> None:
        """End the connection at once."""
        if self._raw is not None:
            self._raw.abort()
        # A handshake that is under way does not always say that it has ended.
        self.connection_lost(None)

    async def _secure(self, transport: asyncio.Transport, context: ssl.SSLContext) -> None:
        try:
            secured = await self._loop.start_tls(
                transport,
                self,
                context,
                server_side=True,
                ssl_handshake_timeout=HANDSHAKE_SECONDS,
                ssl_shutdown_timeout=CLOSING_SECONDS,
            )
        except OSError as error:
            # Ends of connections, failures of TLS and time-outs are all of this kind.
            reason = getattr(error, "reason", None) or type(error).__name__
            self._hall.log(f"req:{self._client} TLS handshake failed: {reason}")
            self.abort()
            return
        if secured is None or secured.is_closing():
            self.abort()
            return
        self._transport = secured
        self._allow(REQUEST_SECONDS)
        early, self._early = self._early, []
        for data in early:
            self.data_received(data)

    def _go_on(self) -> None:
        """Take what the client has sent, one request after the other."""
        while not self._busy and not self._full and self._open():
            try:
                event = self._http.next_event()
                if self._http.they_are_waiting_for_100_continue:
                    self._send(h11.InformationalResponse(status_code=100, headers=[]))
            except h11.RemoteProtocolError as error:
                self._refuse(error.error_status_hint)
                return
            if event is h11.NEED_DATA or event is h11.PAUSED:
                return
            self._take(event)

    def _take(self, event: object) -> None:
        match event:
            case h11.Request():
                self._request, self._body = event, b""
                if _size(event) > LONGEST_HEAD:
                    self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            case h11.Data():
                self._body += event.data
                if len(self._body) > LONGEST_BODY:
                    self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            case h11.EndOfMessage():
                self._busy = True
                self._pause(True)
                self._allow(ANSWER_SECONDS)
                self._run(self._answer())
            case _:  # ConnectionClosed: nothing more will come.
                self._close()

    async def _answer(self) -> None:
        door, found = self._door, self._request
        if door is None or found is None:
            return
        request = _request(found, door, self._client, self._body)
        try:
            response = await _checked(request, door.respond)
        except Exception as error:  # noqa: BLE001 - a page that fails must not end the service.
            self._hall.log(f"req:{self._client} {request.path} failed: {type(error).__name__}")
            response = failure(HTTPStatus.INTERNAL_SERVER_ERROR)
        if response.listener is not None:
            if self._upgrade(found, response.listener):
                self._hall.log(
                    f"req:{self._client} user:- id:- 101 {request.method} {request.path}"
                )
                return
            response = failure(HTTPStatus.BAD_REQUEST)
        self._busy = False
        self._served += 1
        self._deliver(response, head=request.method == "HEAD")
        agent = request.headers.get("user-agent", "")
        self._hall.log(
            f"req:{self._client} user:- id:- {response.status} {request.method} {request.path} "
            f"HTTP/{found.http_version.decode('ascii')} {agent}".rstrip()
        )
        if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
            self._allow(REQUEST_SECONDS)
            self._pause(False)
            self._go_on()
        else:
            self._close()

    def _upgrade(self, found: h11.Request, listener: Listener) -> bool:
        """Go on as a WebSocket, for as long as it likes; return whether that was asked for."""
        socket = WebSocket(listener, self._write, self._close, self._pause)
        if not socket.begin(found.headers, found.target.decode("ascii")):
            return False
        self._socket = socket
        if self._timer is not None:
            self._timer.cancel()
        self._pause(False)
        if self._full:
            socket.hold()
        early, _ = self._http.trailing_data
        if early:
            socket.receive(early)
        return True

    def _deliver(self, response: Response, *, head: bool) -> None:
        date = format_datetime(self._hall.clock.now(), usegmt=True)
        headers: list[tuple[str, str]] = all_headers(response, date)
        if self._served >= MOST_REQUESTS:
            headers.append(("Connection", "close"))
        self._send(h11.Response(status_code=response.status, headers=headers))
        if response.body and not head:
            self._send(h11.Data(data=response.body))
        self._send(h11.EndOfMessage())

    def _refuse(self, status: int) -> None:
        """Answer what is no request, if that is still possible, and close."""
        if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            refusal = failure(status)
            date = format_datetime(self._hall.clock.now(), usegmt=True)
            headers = [*all_headers(refusal, date), ("Connection", "close")]
            self._send(h11.Response(status_code=status, headers=headers))
            self._send(h11.Data(data=refusal.body))
            self._hall.log(f"req:{self._client} user:- id:- {status}")
        self._close()

    def _send(self, event: h11.Event) -> None:
        self._write(self._http.send(event))

    def _write(self, data: bytes | None) -> None:
        if data and self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def _close(self) -> None:
        self._allow(CLOSING_SECONDS)
        if self._transport is not None:
            self._transport.close()

    @property
    def _secured(self) -> bool:
        """Return whether what is written now goes where it should: under TLS, if there is any."""
        plain = self._door is None or self._door.context is None
        return plain or self._transport is not self._raw

    def _open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def _pause(self, pause: bool) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        if pause:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    def _allow(self, seconds: float) -> None:
        """Abort when the next step takes longer than this."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_later(seconds, self.abort)

    def _run(self, work: asyncio.Future[None] | object) -> None:
        task: asyncio.Task[None] = self._loop.create_task(work)  # type: ignore[arg-type]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _checked(request: Request, respond: Handler) -> Response:
    if request.method not in _METHODS:
        return failure(HTTPStatus.METHOD_NOT_ALLOWED)
    if not request.path.startswith("/"):
        return failure(HTTPStatus.BAD_REQUEST)
    async with asyncio.timeout(ANSWER_SECONDS):
        return await respond(request)


def _request(found: h11.Request, door: Door, client: str, body: bytes) -> Request:
    headers = _texts(found.headers)
    path, _, query = found.target.decode("ascii").partition("?")
    return Request(
        method=found.method.decode("ascii"),
        path=path,
        query=query,
        host=headers.get("host", ""),
        client=client,
        interface=door.interface,
        secure=door.context is not None,
        headers=headers,
        body=body,
    )


def _size(request: h11.Request) -> int:
    """The library bounds only heads that are not complete yet."""
    return len(request.target) + sum(len(name) + len(value) for name, value in request.headers)


def _texts(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("ascii"): value.decode("latin-1") for name, value in headers}
