"""Transcripts on a pseudo-terminal: each session is a process with the local terminal's front."""

from __future__ import annotations

import atexit
import codecs
import contextlib
import copy
import fcntl
import json
import os
import pickle
import pty
import select
import socket
import struct
import subprocess
import sys
import termios
from functools import lru_cache
from typing import Any

from esatui.requests import Pause, ReadBlock, ReadKey, ReadLine, ReadSecret, Request
from esatui.transcript.echo import Seen
from esatui.transcript.header import SessionHeader
from esatui.transcript.keystrokes import keys
from esatui.transcript.marks import MarkedText
from esatui.transcript.scene import Scene
from esatui.transcript.tty_child import Order
from esatui.transcript.turns import Actor, ActorError, Reply, Turn, Wait
from state.certificates.keys import PooledKeyMaker
from state.clock import FrozenClock

TIME_LIMIT = 30.0
"""Seconds in which the rest of a turn has to arrive."""
ROWS = 24
"""Height of the terminal when nothing is paged."""


class TtyStage:
    """Sessions on pseudo-terminals, in processes that share the state directory of a scene."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._actors: list[TtyActor] = []

    def open(self, label: str, session: SessionHeader) -> Actor:
        actor = TtyActor(self, self._order(session))
        self._actors.append(actor)
        return actor

    def _order(self, session: SessionHeader) -> Order:
        """Return what a session needs; the second one draws other keys than the first."""
        appliance, header = self._scene.appliance, self._scene.header
        key_maker = copy.deepcopy(appliance.key_maker)
        if self._actors or not isinstance(key_maker, PooledKeyMaker):
            key_maker = PooledKeyMaker(header.seed * 1000 + len(self._actors))
        clock = appliance.clock
        moment = clock.moment if isinstance(clock, FrozenClock) else None
        randomness = copy.deepcopy(appliance.random)
        return Order(appliance.store.directory, header, session, moment, key_maker, randomness)

    def tick(self) -> None:
        self.passes(self._scene.header.tick)

    def passes(self, seconds: float) -> None:
        """Let time go by in all processes."""
        self._scene.passes(seconds)
        if seconds:
            for actor in self._actors:
                actor.order(f"clock {seconds!r}")

    def close(self) -> None:
        self._scene.close()


class TtyActor:
    """One session on a pseudo-terminal."""

    def __init__(self, stage: TtyStage, order: Order) -> None:
        self._stage = stage
        self._order = order
        self._seen = Seen(order.header.columns)
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self._text = MarkedText()
        self._request: Request[Any] | None = None
        self._master = -1
        self._control: socket.socket | None = None
        self._messages = b""

    def start(self) -> Turn:
        self._master, slave = pty.openpty()
        size = struct.pack(
            "HHHH", self._order.header.rows or ROWS, self._order.header.columns, 0, 0
        )
        fcntl.ioctl(slave, termios.TIOCSWINSZ, size)
        self._control, theirs = socket.socketpair()
        try:
            socket.send_fds(_forker(), [pickle.dumps(self._order)], [slave, theirs.fileno()])
        finally:
            os.close(slave)
            theirs.close()
        turn = self._turn(None, None)
        if not self._order.session.banner:
            turn.text = turn.text.rpartition("\n")[2]
        return turn

    def reply(self, reply: Reply) -> Turn:
        asked = self._request
        if isinstance(reply, Wait):
            self._stage.passes(getattr(asked, "seconds", 0.0))
        if isinstance(asked, Pause):
            self.order("pass" if isinstance(reply, Wait) else "stop")
        data = keys(reply, enter=b"\r")
        while data:
            data = data[self._write(data) :]
        return self._turn(reply, asked)

    def order(self, line: str) -> None:
        """Tell the process something beside the terminal, unless its session is over."""
        if self._control is None:
            return
        try:
            self._control.sendall(line.encode() + b"\n")
        except ConnectionError as error:
            raise ActorError("the process of the session is gone") from error

    def close(self) -> None:
        if self._master >= 0:
            os.close(self._master)
            self._master = -1
        if self._control is not None:
            with contextlib.suppress(ConnectionError):  # It may have hung up by itself by now.
                self._control.sendall(b"stop\n")
            self._release(self._control)

    def _release(self, control: socket.socket) -> None:
        """Wait until the process has let go of everything."""
        control.settimeout(TIME_LIMIT)
        try:
            while control.recv(4096):
                continue
        except ConnectionError:  # It has not read our last order.
            return
        except TimeoutError as error:
            raise ActorError("the session does not end") from error
        finally:
            control.close()
            self._control = None

    def _turn(self, reply: Reply | None, asked: Request[Any] | None) -> Turn:
        self._request = None
        text = self._text.take(None)
        while text is None:
            data = self._read()
            if not data:
                self._ended()
                text = self._text.rest().rstrip("\r\n")
                break
            self._text.add(self._decode(data))
            if self._text.marked and self._request is None:
                self._request = _request(self._message())
            text = self._text.take(self._request)
        return Turn(self._seen.said(text, reply, asked), self._request)

    def _ended(self) -> None:
        message = self._message()
        if message.get("failure"):
            raise ActorError(f"the session failed:\n{message['failure']}")
        if self._control is not None:
            self._release(self._control)

    def _read(self) -> bytes:
        """Return what has arrived, nothing at the end."""
        ready, _, _ = select.select([self._master], [], [], TIME_LIMIT)
        if not ready:
            raise ActorError(f"no prompt came, only {self._text.rest()!r}")
        try:
            return os.read(self._master, 65536)
        except OSError:  # Nobody has the other side open any more.
            return b""

    def _write(self, data: bytes) -> int:
        """Type as much as the terminal takes; what it echoes must be read for it to go on."""
        ready, writable, _ = select.select([self._master], [self._master], [], TIME_LIMIT)
        if ready:
            self._text.add(self._decode(self._read()))
        elif not writable:
            raise ActorError("the session does not read what is typed")
        return os.write(self._master, data[:1024]) if writable else 0

    def _message(self) -> dict[str, Any]:
        """Return the next message of the process."""
        control = self._control
        if control is None:
            raise ActorError("the session is over")
        control.settimeout(TIME_LIMIT)
        while b"\n" not in self._messages:
            data = control.recv(65536)
            if not data:
                raise ActorError("the process of the session is gone")
            self._messages += data
        line, _, self._messages = self._messages.partition(b"\n")
        message: dict[str, Any] = json.loads(line)
        return message


def _request(message: dict[str, Any]) -> Request[Any]:
    """Return the request that a message describes."""
    kind = message["kind"]
    if kind == "ReadLine":
        return ReadLine(message["prompt"], command=message["command"])
    if kind == "ReadSecret":
        return ReadSecret(message["prompt"])
    if kind == "ReadBlock":
        return ReadBlock(message["end"])
    return Pause(message["seconds"]) if kind == "Pause" else ReadKey()


@lru_cache(maxsize=1)
def _forker() -> socket.socket:
    """Return the socket to the process that forks sessions; it is started on first use."""
    ours, theirs = socket.socketpair()
    process = subprocess.Popen(  # noqa: S603 - our own module.
        [sys.executable, "-m", "esatui.transcript.tty_child", str(theirs.fileno())],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
    )
    theirs.close()

    def stop() -> None:
        ours.close()
        process.wait()

    atexit.register(stop)
    return ours
