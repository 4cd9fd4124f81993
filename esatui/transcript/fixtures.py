"""What the fixtures `appliance` and `ssh_appliance` of the pytest plugin are."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esatui.appliance import Appliance
from esatui.dialogue import Dialogue
from esatui.fronts.base import Conversation
from esatui.login import close_session, open_session
from esatui.session import Leave
from esatui.shell import run_line
from esatui.transcript.direct import DirectActor
from esatui.transcript.header import Header, SessionHeader
from esatui.transcript.scene import REMOTE, Scene
from esatui.transcript.start import open_start
from esatui.transcript.turns import End, Interrupt, Key, Pasted, Reply, Turn, Typed

if TYPE_CHECKING:
    from esatui.ssh.server import Address

TIME_LIMIT = 60.0
"""Seconds that a client of `SshAppliance.ssh` may take."""


class CommandFailed(AssertionError):
    """A command that failed, or asked a question in a line that has no answers."""


class TalkingSession:
    r"""One session of the shell, to converse with.

    `output` is what was said since the last answer, prompt included, with `\n` line ends; nothing
    is echoed. `prompt` is its last line.
    """

    def __init__(self, actor: DirectActor) -> None:
        self._actor = actor
        self.output = ""
        self.over = False
        """Whether the session has ended."""
        self._take(actor.start())

    @property
    def prompt(self) -> str:
        """The line on which an answer is awaited, such as `[]> `."""
        return self.output.rpartition("\n")[2]

    def send(self, line: str = "") -> str:
        """Type a line (also one that does not echo) and return what comes back."""
        return self._reply(Typed(line))

    def paste(self, text: str, end: str | None = ".") -> str:
        """Paste lines and the line that ends them (`None` is Ctrl-D); return what comes back."""
        return self._reply(Pasted(text.splitlines(), end))

    def press(self, key: str = " ") -> str:
        """Press one key at the pager and return what comes back."""
        return self._reply(Key(key))

    def interrupt(self) -> str:
        """Press Ctrl-C and return what comes back."""
        return self._reply(Interrupt())

    def end(self) -> str:
        """Press Ctrl-D and return what comes back."""
        return self._reply(End())

    def close(self) -> None:
        """Hang up: what was not committed is lost. Closing twice is no error."""
        self.over = True
        self._actor.close()

    def _reply(self, reply: Reply) -> str:
        if self.over:
            raise CommandFailed("the session has ended")
        return self._take(self._actor.reply(reply))

    def _take(self, turn: Turn) -> str:
        self.output = turn.text
        self.over = turn.request is None
        return self.output


class ApplianceUnderTest:
    """An appliance in process, in a directory of its own."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._sessions: list[TalkingSession] = []

    @property
    def appliance(self) -> Appliance:
        """The appliance itself, with its store."""
        return self._scene.appliance

    @property
    def state_directory(self) -> Path:
        """Where everything is kept."""
        return self.appliance.store.directory

    @property
    def configuration_directory(self) -> Path:
        """The directory that the operator knows as `/configuration`."""
        return self.appliance.configuration_directory

    @property
    def now(self) -> datetime:
        """The time on the appliance, which stands still until `advance` moves it."""
        return self.appliance.clock.now()

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        self._scene.passes(seconds)

    def run(self, line: str, *, user: str = "admin", check: bool = True) -> str:
        """Run one line of commands in a session of its own and return what it prints.

        Commands may stand in a row with `;`, as in `sethostname a.example.com; commit "new"`.
        Raises `CommandFailed` with the output if a command fails (unless `check` is false) or asks.
        """
        succeeded: list[bool] = []

        async def converse(dialogue: Dialogue) -> None:
            session = open_session(self.appliance, dialogue, user=user, remote=REMOTE, record=False)
            try:
                succeeded.append(await run_line(session, line))
            except Leave:
                succeeded.append(True)
            finally:
                close_session(session)

        actor = DirectActor(lambda write: converse(Dialogue(write)), self._scene.passes)
        turn = actor.start()
        if turn.request is not None:
            actor.close()
            raise CommandFailed(f"{line!r} asks:\n{turn.text}")
        if check and succeeded != [True]:
            raise CommandFailed(f"{line!r} failed:\n{turn.text}")
        return turn.text

    def session(self, user: str = "admin") -> TalkingSession:
        """Return a new session of the shell, at its prompt. It is closed with the appliance."""
        header = SessionHeader(user=user, banner=False)

        def begin(write: Callable[[str], None]) -> Conversation:
            return self._scene.converse(header, self._scene.dialogue(write))

        talking = TalkingSession(DirectActor(begin, self._scene.passes))
        self._sessions.append(talking)
        return talking

    def close(self) -> None:
        """End all sessions and close the store."""
        for talking in self._sessions:
            talking.close()
        self._scene.close()


@contextmanager
def opened_appliance(header: Header, directory: Path, beside: Path) -> Iterator[ApplianceUnderTest]:
    """Give an appliance in the new `directory`; names in `header` count from `beside`.

    Raises `TranscriptError`, `StateError`, OSError.
    """
    appliance = open_start(header, directory, beside=beside)
    under_test = ApplianceUnderTest(Scene(header, appliance))
    try:
        yield under_test
    finally:
        under_test.close()


@dataclass(frozen=True)
class SshAppliance:
    """An appliance that ssh clients can log in to, on a free port of 127.0.0.1."""

    appliance: ApplianceUnderTest
    """The same appliance in process."""
    host: str
    port: int
    user: str
    passphrase: str
    directory: Path
    """Files for clients: `known_hosts`, `askpass`."""

    @property
    def known_hosts(self) -> Path:
        """The host keys of the appliance, for `UserKnownHostsFile`."""
        return self.directory / "known_hosts"

    @property
    def options(self) -> list[str]:
        """Options for OpenSSH's clients, but for the port (`-p` of ssh, `-P` of scp)."""
        settings = {
            "UserKnownHostsFile": self.known_hosts,
            "StrictHostKeyChecking": "yes",
            "PreferredAuthentications": "password",
            "NumberOfPasswordPrompts": 1,
            "IdentityAgent": "none",
            "LogLevel": "ERROR",
        }
        words = ["-F", "none"]
        for name, value in settings.items():
            words += ["-o", f"{name}={value}"]
        return words

    @property
    def environment(self) -> dict[str, str]:
        """Environment in which OpenSSH's clients ask nobody for the passphrase."""
        return {
            **os.environ,
            "SSH_ASKPASS": str(self.directory / "askpass"),
            "SSH_ASKPASS_REQUIRE": "force",
            "DISPLAY": os.environ.get("DISPLAY", ":0"),
            "ESATUI_PASSPHRASE": self.passphrase,
        }

    def ssh(
        self,
        *words: str,
        typed: str = "",
        check: bool = True,
    ) -> subprocess.CompletedProcess[str]:
        """Run the real `ssh`: options first, if any, then the command line for the appliance.

        Without a command, `typed` is what is typed at the prompts. `stdout` and `stderr` of the
        result are texts. Raises `CalledProcessError` when the exit status is not 0 and `check`.
        """
        command = ["ssh", *self.options, "-p", str(self.port)]
        return self._client([*command, *_placed(words, f"{self.user}@{self.host}")], typed, check)

    def scp(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run the real `scp -O`; a path on the appliance begins with a colon."""
        place = f"{self.user}@{self.host}"
        paths = [place + word if word.startswith(":") else word for word in words]
        command = ["scp", "-O", *self.options, "-P", str(self.port)]
        return self._client([*command, *paths], "", check)

    def _client(
        self, command: Sequence[str], text: str, check: bool
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - a client for our own server.
            command,
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=TIME_LIMIT,
            check=check,
            env=self.environment,
            start_new_session=True,
        )


def _placed(words: Sequence[str], destination: str) -> list[str]:
    """Return the arguments of ssh with the destination after its options."""
    count = 0
    while count < len(words) and words[count].startswith("-"):
        count += 2 if words[count] in ("-o", "-i", "-l", "-F", "-c", "-m") else 1
    return [*words[:count], destination, *words[count:]]


@contextmanager
def opened_ssh(under_test: ApplianceUnderTest, directory: Path) -> Iterator[SshAppliance]:
    """Let ssh clients log in to an appliance; their files are in the new `directory`."""
    from esatui.ssh.background import background_server
    from state.factory import ADMIN, ADMIN_PASSPHRASE

    with background_server(under_test.appliance) as server:
        directory.mkdir(mode=0o700)
        _write_client_files(directory, server.address, under_test.state_directory / "ssh")
        host, port = server.address
        yield SshAppliance(under_test, host, port, ADMIN, ADMIN_PASSPHRASE, directory)


def _write_client_files(directory: Path, address: Address, keys: Path) -> None:
    from esatui.ssh.host_keys import load_host_keys

    place = f"[{address.host}]:{address.port}"
    lines: list[str] = []
    for key in load_host_keys(keys):
        exported: Any = key.export_public_key("openssh")
        lines.append(f"{place} {exported.decode('ascii').strip()}\n")
    (directory / "known_hosts").write_text("".join(lines), "ascii")
    askpass = directory / "askpass"
    askpass.write_text('#!/bin/sh\nprintf "%s\\n" "$ESATUI_PASSPHRASE"\n', "ascii")
    askpass.chmod(0o700)
