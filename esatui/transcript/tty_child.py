"""The other side of transcripts on a terminal: a process that gives each session a process.

    python -m esatui.transcript.tty_child DESCRIPTOR

It imports everything once and then forks for each order that arrives at the socket DESCRIPTOR, so
that a session starts in milliseconds. It ends when the other end of the socket is closed.
"""

from __future__ import annotations

import fcntl
import json
import os
import pickle
import random
import signal
import socket
import sys
import termios
import traceback
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from esatui.appliance import Appliance
from esatui.fronts.base import Conversation, Front
from esatui.fronts.history import MemoryHistory
from esatui.fronts.local import LocalTerminal
from esatui.requests import Pause, ReadBlock, ReadLine, ReadSecret, Request
from esatui.transcript.factory import QuickDisk, clock_of
from esatui.transcript.header import Header, SessionHeader
from esatui.transcript.marks import LONG, marked
from esatui.transcript.scene import Scene
from state.certificates.keys import PooledKeyMaker
from state.clock import FrozenClock, SystemClock
from state.store import Store

ORDER_LIMIT = 1024 * 1024


@dataclass(frozen=True)
class Order:
    """One session: in which state directory, for whom, at what time, with which keys."""

    directory: Path
    header: Header
    session: SessionHeader
    moment: datetime | None
    key_maker: PooledKeyMaker
    random: random.Random


class Control:
    """The child's end of the socket beside the terminal: requests out, decisions in."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lines = b""
        self.clock: FrozenClock | None = None

    def tell(self, request: Request[Any]) -> None:
        """Say what the conversation asks for."""
        table: dict[str, Any] = {"kind": type(request).__name__}
        if isinstance(request, (ReadLine, ReadSecret)):
            table["prompt"] = request.prompt
        if isinstance(request, ReadLine):
            table["command"] = request.command
        if isinstance(request, ReadBlock):
            table["end"] = request.end
        if isinstance(request, Pause):
            table["seconds"] = request.seconds
        self.send(table)

    def send(self, table: dict[str, Any]) -> None:
        """Send one message."""
        self._connection.sendall(json.dumps(table).encode() + b"\n")

    def catch_up(self) -> None:
        """Take the orders about the clock that have come."""
        self._connection.setblocking(False)
        try:
            while self._receive():
                continue
        except BlockingIOError:
            return
        finally:
            self._connection.setblocking(True)
            self._obey()

    def decide(self) -> bool:
        """Wait for what happens in a pause; return whether time goes by."""
        while True:
            decision = self._obey()
            if decision is not None:
                return decision
            if not self._receive():
                return False

    def _receive(self) -> bool:
        data = self._connection.recv(4096)
        self._lines += data
        return bool(data)

    def _obey(self) -> bool | None:
        """Do what stands in whole lines; return the first decision about a pause."""
        while b"\n" in self._lines:
            line, _, self._lines = self._lines.partition(b"\n")
            word, _, rest = line.decode().partition(" ")
            if word == "clock" and self.clock is not None:
                self.clock.advance(float(rest))
            elif word in ("pass", "stop"):
                return word == "pass"
        return None


def main(arguments: list[str]) -> int:
    """Fork a session for each order until nobody can give one any more."""
    orders = socket.socket(fileno=int(arguments[0]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        data, descriptors, _, _ = socket.recv_fds(orders, ORDER_LIMIT, 2)
        if not data:
            return 0
        if os.fork() == 0:
            orders.close()
            _in_child(data, *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _in_child(data: bytes, terminal: int, control: int) -> None:
    """Be one session, then end the process; nothing may return from here."""
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.setsid()
        fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
        os.environ["TERM"] = "xterm"
        with socket.socket(fileno=control) as connection:
            _hold(pickle.loads(data), terminal, Control(connection))  # noqa: S301 - our own parent.
        status = 0
    finally:
        os._exit(status)


def _hold(order: Order, terminal: int, control: Control) -> None:
    clock = clock_of(order.moment)
    if isinstance(clock, FrozenClock):
        control.clock = clock
    store = Store.open(
        order.directory,
        clock=clock,
        key_maker=order.key_maker,
        random=order.random,
        disk=QuickDisk(),
    )
    appliance = Appliance(store, clock, order.key_maker, order.random, raise_faults=True)
    scene = Scene(order.header, appliance)
    failure = ""
    try:
        run_on_terminal(scene, order.session, terminal, control)
    except Exception as error:  # noqa: BLE001 - the transcript shows it, whatever it is.
        failure = "".join(traceback.format_exception(error))
    finally:
        scene.close()
    control.send({"kind": "over", "failure": failure})


def run_on_terminal(scene: Scene, session: SessionHeader, terminal: int, control: Control) -> None:
    """Carry one session on a terminal as the program does, with marks."""

    def make(front: Front) -> Conversation:
        dialogue = scene.dialogue(front.write)
        conversation = scene.converse(session, dialogue)
        return marked(conversation, front.write, control.tell, control.decide, control.catch_up)

    LocalTerminal(
        SystemClock(),
        history=MemoryHistory(),
        idle_limit=lambda: LONG,
        resized=_ignore_size,
        active=_ignore_activity,
        source=terminal,
        sink=terminal,
    ).run(make)


def _ignore_size(columns: int, rows: int) -> None:
    """Leave the size as the header says it."""


def _ignore_activity() -> None:
    """Let `who` show the time of the login."""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
