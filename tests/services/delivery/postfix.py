"""A private Postfix on loopback as the remote host: one receiver a kind, everything on hold."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_ports
from tests.programs import needed, without

MAIN = """\
compatibility_level = 3.6
queue_directory = {directory}/queue
data_directory = {directory}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.postfix.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
relay_domains = postfix.example
alias_maps =
maillog_file = {directory}/log
maillog_file_prefixes = {directory}
smtpd_recipient_restrictions = check_client_access static:HOLD, permit
smtpd_client_connection_count_limit = 0
smtpd_tls_security_level = may
smtpd_tls_chain_files = {directory}/good.pem
smtpd_tls_loglevel = 1
smtpd_tls_received_header = yes
"""
MASTER = """\
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
anvil unix - - n - 1 anvil
retry unix - - n - - error
error unix - - n - - error
proxymap unix - - n - - proxymap
"""


@dataclass(frozen=True)
class Postfix:
    """The instance: where its receivers listen, and what it says."""

    directory: Path
    ports: Mapping[str, int]

    def message(self, queue_id: str) -> str:
        """Return a message that it holds, as `postcat` shows it."""
        return _run("postcat", "-c", self.directory, "-q", queue_id)


@contextmanager
def postfix(
    directory: Path,
    chains: Mapping[str, str],
    kinds: Mapping[str, str],
    *,
    settings: str = "",
    services: str = "",
) -> Iterator[Postfix]:
    """Run Postfix. `chains` are PEM files by name; `kinds` are receivers with their options.

    An option is `-o name=value`; `{name}` in it is the path of a chain. `settings` and `services`
    are further lines of main.cf and master.cf.
    """
    if (
        os.geteuid() != 0
        and subprocess.run([needed("sudo", "sudo"), "-n", "true"], check=False).returncode
    ):
        without("only root may start an instance of Postfix, and sudo wants a passphrase")
    directory.mkdir(mode=0o755)
    for name in ("queue", "data"):
        (directory / name).mkdir(mode=0o755)
    _run("chown", "postfix", directory / "data")
    files = {name: str(directory / f"{name}.pem") for name in chains}
    for name, text in chains.items():
        Path(files[name]).write_text(text)
        Path(files[name]).chmod(0o600)
    ports = dict(zip(kinds, free_ports(len(kinds)), strict=True))
    master = [
        f"127.0.0.1:{ports[kind]} inet n - n - - smtpd {options.format(**files)}"
        for kind, options in kinds.items()
    ]
    daemons = _run("postconf", "-d", "-h", "daemon_directory").strip()
    main = MAIN.format(directory=directory, daemons=daemons)
    (directory / "main.cf").write_text(main + settings)
    (directory / "master.cf").write_text("\n".join([*master, MASTER]) + services)
    _start(directory)
    try:
        yield Postfix(directory, ports)
    finally:
        _run("postfix", "-c", directory, "stop")


STARTS = 5
"""Its `start` gives the daemon a few seconds, which a busy machine may not have to spare."""


def _start(directory: Path) -> None:
    for attempt in range(STARTS):
        try:
            _run("postfix", "-c", directory, "start")
        except AssertionError:
            if attempt == STARTS - 1:
                raise
        else:
            return


def _run(*words: object) -> str:
    """Run a program of Postfix, which lets nobody but root start an instance."""
    program = needed(str(words[0]), "postfix")
    prefix = [] if os.geteuid() == 0 else [needed("sudo", "sudo"), "-n"]
    command = [*prefix, program, *map(str, words[1:])]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout
