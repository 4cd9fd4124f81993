"""What esatui's SSH server is measured against, each as a program of its own.

    python -m bench._ssh_yardsticks NAME DIRECTORY

`DIRECTORY` holds `host` (a private key) and `client.pub`. Prints the port.

- `echo`: the example of asyncssh's documentation that greets and echoes lines, with its line editor
  (which works on terminals) and a public key to log in.
- `prompt`: the smallest loop of prompt_toolkit over asyncssh that reads a line and answers it.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import asyncssh


async def echo(process: asyncssh.SSHServerProcess[str]) -> None:
    """Greet, then echo lines, as the example does."""
    process.stdout.write(f"Welcome to my SSH server, {process.get_extra_info('username')}!\n\n")
    async for line in process.stdin:
        process.stdout.write(line)
    process.exit(0)


async def serve_echo(directory: Path) -> int:
    """Start the echo server; return its port."""
    server = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_host_keys=[str(directory / "host")],
        authorized_client_keys=str(directory / "client.pub"),
        process_factory=echo,
        config=None,
    )
    return server.get_port()


async def serve_prompt(directory: Path) -> int:
    """Start the prompt_toolkit server; return its port."""
    from prompt_toolkit.contrib.ssh import PromptToolkitSSHServer, PromptToolkitSSHSession
    from prompt_toolkit.shortcuts import PromptSession, print_formatted_text

    async def interact(_: PromptToolkitSSHSession) -> None:
        session: PromptSession[str] = PromptSession()
        while True:
            line = await session.prompt_async("mail.example.com> ")
            print_formatted_text(f"Groups: {line}\n")

    server = await asyncssh.create_server(
        # Without cursor position queries, which would cost a second a prompt here.
        lambda: PromptToolkitSSHServer(interact, enable_cpr=False),
        "127.0.0.1",
        0,
        server_host_keys=[str(directory / "host")],
        config=None,
    )
    return server.get_port()


async def main(name: str, directory: Path) -> None:
    """Serve until the process is killed."""
    port = await (serve_echo if name == "echo" else serve_prompt)(directory)
    print(port, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
