"""A real browser, driven over its DevTools pipe: pages, keys, and what a WebSocket has drawn."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pyte

from tests.dashboard.seat import Screen, stream_of
from tests.programs import needed

PATIENCE = 60.0
"""Seconds; only a hang takes so long."""
NAVIGATED = "Inspected target navigated or closed"
"""What the answer is of a page that was left while it was asked: it has none."""
SWITCHES = (
    "--headless",
    # A container has neither the rights nor the shared memory that Chromium wants.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    # The certificates here are self-signed; which one is presented is what is looked at.
    "--ignore-certificate-errors",
    "--window-size=1200,800",
    "--remote-debugging-pipe",
)
KEYS = {
    "Enter": (13, "\r"),
    "Tab": (9, "\t"),
    "Home": (36, ""),
    "End": (35, ""),
    " ": (32, " "),
}


class Chromium:
    """One tab."""

    def __init__(self, reader: asyncio.StreamReader, write: Callable[[bytes], None]) -> None:
        self._reader = reader
        self._write = write
        self._number = 0
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._session: str | None = None
        self._arrived = asyncio.Event()
        self.screen: pyte.Screen = Screen(1, 1)
        self._stream = stream_of(self.screen)
        self.requests: list[str] = []
        """The addresses of everything that was asked for."""
        self.documents: list[dict[str, Any]] = []
        """What was answered to the main pages, with their TLS."""
        self.closed_sockets = 0

    async def ask(self, method: str, **parameters: Any) -> Any:
        """Return the answer to a command of the protocol."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        answer = self._answers[self._number] = asyncio.get_running_loop().create_future()
        self._write(json.dumps(message).encode() + b"\0")
        return await asyncio.wait_for(answer, PATIENCE)

    async def listen(self) -> None:
        """Take what the browser says until it is gone."""
        while True:
            message = json.loads((await self._reader.readuntil(b"\0"))[:-1])
            if "id" in message:
                gone = message.get("error", {}).get("message") == NAVIGATED
                assert gone or "error" not in message, message
                answer = {"result": {}} if gone else message["result"]
                self._answers.pop(message["id"]).set_result(answer)
            else:
                self._take(message["method"], message["params"])

    def _take(self, method: str, parameters: dict[str, Any]) -> None:
        match method:
            case "Network.requestWillBeSent":
                self.requests.append(parameters["request"]["url"])
            case "Network.responseReceived" if parameters["type"] == "Document":
                self.documents.append(parameters["response"])
            case "Network.webSocketCreated":
                self.requests.append(parameters["url"])
            case "Network.webSocketClosed":
                self.closed_sockets += 1
            case "Network.webSocketFrameSent":
                self._resized(parameters["response"]["payloadData"])
            case "Network.webSocketFrameReceived" if parameters["response"]["opcode"] == 2:
                self._stream.feed(base64.b64decode(parameters["response"]["payloadData"]))
        self._arrived.set()

    def _resized(self, text: str) -> None:
        """Follow the size that the page tells the dashboard."""
        said = json.loads(text)
        if said[0] == "resize":
            self.screen.resize(said[1]["height"], said[1]["width"])

    async def attach(self) -> None:
        """Open the tab."""
        target = await self.ask("Target.createTarget", url="about:blank")
        attached = await self.ask(
            "Target.attachToTarget", targetId=target["targetId"], flatten=True
        )
        self._session = attached["sessionId"]
        for domain in ("Network", "Page", "Runtime"):
            await self.ask(f"{domain}.enable")

    async def go(self, url: str) -> None:
        """Open a page."""
        await self.ask("Page.navigate", url=url)

    async def value(self, expression: str) -> Any:
        """Return what a JavaScript expression gives in the page."""
        answer = await self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        return answer["result"].get("value")

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so that the browser tells of."""
        async with asyncio.timeout(PATIENCE):
            while not true():
                self._arrived.clear()
                await self._arrived.wait()

    async def sees(self, text: str) -> None:
        """Wait until `text` is on the terminal."""
        try:
            await self.until(lambda: any(text in line for line in self.screen.display))
        except TimeoutError:
            raise AssertionError("\n".join(self.screen.display)) from None

    async def shows(self, expression: str) -> None:
        """Wait until an expression is true in the page."""
        async with asyncio.timeout(PATIENCE):
            while not await self.value(expression):
                await asyncio.wait({asyncio.create_task(asyncio.sleep(0.05))})

    async def type(self, text: str) -> None:
        """Type a text at once, as an input method does."""
        await self.ask("Input.insertText", text=text)

    async def press(self, *keys: str) -> None:
        """Press keys one after the other: `Tab`, `a`, `^s`."""
        for key in keys:
            await self._press(key)

    async def _press(self, key: str) -> None:
        control = key.startswith("^") and len(key) > 1
        name = key[1:] if control else key
        code, text = KEYS.get(name, (ord(name[0].upper()), name))
        event = {
            "key": name,
            "windowsVirtualKeyCode": code,
            "modifiers": 2 if control else 0,
            "text": "" if control else text,
        }
        await self.ask("Input.dispatchKeyEvent", type="keyDown", **event)
        await self.ask("Input.dispatchKeyEvent", type="keyUp", **event)


@asynccontextmanager
async def chromium(home: Path, name: str) -> AsyncIterator[Chromium]:
    """Start the browser; `name` is a host that it finds on this machine."""
    home.mkdir(parents=True, exist_ok=True)
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    places = (f"--user-data-dir={home}/profile", f"--host-resolver-rules=MAP {name} 127.0.0.1")
    program = await asyncio.create_subprocess_exec(
        needed("bash", "bash"),
        "-c",
        f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}',
        "bash",
        needed("chromium", "chromium"),
        *SWITCHES,
        *places,
        pass_fds=(theirs_in, theirs_out),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "HOME": str(home)},
    )
    os.close(theirs_in)
    os.close(theirs_out)
    reader = asyncio.StreamReader(limit=64 * 1024 * 1024)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(ours_in, "rb")
    )
    tab = Chromium(reader, lambda data: _write(ours_out, data))
    listening = asyncio.create_task(tab.listen())
    try:
        await tab.attach()
        yield tab
    finally:
        with contextlib.suppress(ProcessLookupError):
            program.terminate()
        await program.wait()
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError, asyncio.IncompleteReadError):
            await listening
        transport.close()
        os.close(ours_out)


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
