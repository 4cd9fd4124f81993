"""Transcripts over SSH: a real server on 127.0.0.1, a client with a terminal for each session.

Server and clients share an event loop that runs only while a transcript waits for a turn.
"""

from __future__ import annotations

import asyncio
import codecs
import queue
from collections import deque
from contextlib import AsyncExitStack
from functools import lru_cache
from typing import Any

import asyncssh

from esatui.dialogue import Dialogue
from esatui.fronts.base import Conversation
from esatui.requests import Pause, Request
from esatui.ssh.accounts import Accounts
from esatui.ssh.server import Server, serve
from esatui.transcript.echo import Seen
from esatui.transcript.header import SessionHeader
from esatui.transcript.keystrokes import keys
from esatui.transcript.marks import MarkedText, marked
from esatui.transcript.scene import REMOTE, Scene
from esatui.transcript.turns import Actor, ActorError, Reply, Turn, Wait

TIME_LIMIT = 30.0
"""Seconds in which the rest of a turn has to arrive."""
ROWS = 24
"""Height of the terminal when nothing is paged."""


class SshStage:
    """A server for the appliance of a scene."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.key = _key()
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self.newest: SshActor | None = None
        """The session that connects at present."""
        server: Server = self._runner.run(self._stack.enter_async_context(serve(scene.appliance)))
        server.hub.accounts = _Trusting(scene.appliance, self.key)
        server.hub.listen = self._listen
        self.server = server

    def open(self, label: str, session: SessionHeader) -> Actor:
        self.newest = SshActor(self, session, self._runner)
        return self.newest

    def tick(self) -> None:
        self.scene.tick()

    def close(self) -> None:
        try:
            self._runner.run(self._stack.aclose())
        finally:
            self._runner.close()
            self.scene.close()

    def _listen(self, dialogue: Dialogue, conversation: Conversation) -> Conversation:
        if not self.scene.header.rows:
            dialogue.rows = None
        return conversation if self.newest is None else self.newest.listen(dialogue, conversation)


class SshActor:
    """One connection with one session, as a person's ssh client makes it."""

    def __init__(self, stage: SshStage, session: SessionHeader, runner: asyncio.Runner) -> None:
        self._stage = stage
        self._session = session
        self._runner = runner
        self._seen = Seen(stage.scene.header.columns)
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self._text = MarkedText()
        self._told: deque[Request[Any]] = deque()
        self._decisions: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._failure: Exception | None = None
        self._request: Request[Any] | None = None
        self._connection: asyncssh.SSHClientConnection | None = None
        self._process: asyncssh.SSHClientProcess[bytes] | None = None

    def listen(self, dialogue: Dialogue, conversation: Conversation) -> Conversation:
        """Return the conversation of this session, with marks."""
        return marked(
            self._failing(conversation), dialogue.write, self._told.append, self._decisions.get
        )

    async def _failing(self, conversation: Conversation) -> None:
        """Keep what ends the conversation: the server would only log it."""
        try:
            await conversation
        except Exception as error:
            self._failure = error
            raise

    def start(self) -> Turn:
        try:
            self._runner.run(self._connect())
        except (asyncssh.Error, OSError) as error:
            raise ActorError(f"no session over SSH: {error}") from error
        turn = self._turn(None, None)
        if not self._session.banner:
            turn.text = turn.text.rpartition("\n")[2]
        return turn

    def reply(self, reply: Reply) -> Turn:
        return self._turn(reply, self._request)

    def close(self) -> None:
        self._decisions.put(False)
        if self._connection is not None:
            self._runner.run(self._disconnect(self._connection))
            self._connection = None

    async def _connect(self) -> None:
        host, port = self._stage.server.address
        connected = set(self._stage.server.hub.connections)
        connection = self._connection = await asyncssh.connect(
            host,
            port,
            username=self._session.user or "",
            client_keys=[self._stage.key],
            known_hosts=None,  # The server is in this process.
            config=None,
            agent_path=None,
        )
        for login in self._stage.server.hub.connections - connected:
            login.remote = REMOTE
        header = self._stage.scene.header
        self._process = await connection.create_process(
            term_type="xterm", term_size=(header.columns, header.rows or ROWS), encoding=None
        )

    async def _disconnect(self, connection: asyncssh.SSHClientConnection) -> None:
        connection.close()
        await connection.wait_closed()

    def _turn(self, reply: Reply | None, asked: Request[Any] | None) -> Turn:
        sent = self._runner.run(self._exchange(reply))
        if self._failure is not None:
            raise self._failure
        text = self._seen.said(sent, reply, asked)
        if self._request is None:
            text = text.rstrip("\n")
        return Turn(text, self._request)

    async def _exchange(self, reply: Reply | None) -> str:
        """Send an answer; return what the terminal gets until the conversation asks again."""
        process = self._process
        if process is None:
            raise ActorError("there is no session")
        if isinstance(reply, Wait):
            self._stage.scene.passes(getattr(self._request, "seconds", 0.0))
        if isinstance(self._request, Pause) and reply is not None:
            self._decisions.put(isinstance(reply, Wait))
        if reply is not None:
            process.stdin.write(keys(reply, enter=b"\r"))
        self._request = None
        while True:
            told = self._told[0] if self._told else None
            text = self._text.take(told)
            if text is not None:
                self._request = self._told.popleft()
                return text
            try:
                data = await asyncio.wait_for(process.stdout.read(65536), TIME_LIMIT)
            except TimeoutError:
                raise ActorError(f"no prompt came, only {self._text.rest()!r}") from None
            if not data:
                return self._text.rest()
            self._text.add(self._decode(data))


class _Trusting(Accounts):
    """Accounts that all have the key of the test as well, whether they exist or not."""

    def __init__(self, appliance: Any, key: asyncssh.SSHKey) -> None:
        super().__init__(appliance)
        self._key = key.convert_to_public()

    def key_matches(self, user: str, key: asyncssh.SSHKey) -> bool:
        return key == self._key


@lru_cache(maxsize=1)
def _key() -> asyncssh.SSHKey:
    return asyncssh.generate_private_key("ssh-ed25519")
