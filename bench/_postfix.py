"""A private instance of Postfix on loopback: the yardstick for the listeners."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

MAIN: Final = """\
compatibility_level = 3.6
queue_directory = {directory}/queue
data_directory = {directory}/data
command_directory = {commands}
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.example.com
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
relay_domains = example.com
local_recipient_maps =
alias_maps =
maillog_file = {directory}/log
maillog_file_prefixes = {directory}
# Messages stay where they are, safe on the disk: nothing is delivered meanwhile.
smtpd_recipient_restrictions = check_client_access static:HOLD, permit
smtpd_client_connection_count_limit = 0
default_process_limit = 200
smtpd_tls_security_level = may
smtpd_tls_chain_files = {directory}/chain.pem
smtpd_tls_loglevel = 1
"""
MASTER: Final = """\
{port} inet n - n - - smtpd
    -o syslog_name=smtpd
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
anvil unix - - n - 1 anvil
discard unix - - n - - discard
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
"""


def missing() -> str | None:
    """Return why Postfix cannot be measured here."""
    if shutil.which("postfix") is None or shutil.which("smtp-source") is None:
        return "Postfix is not installed"
    return None if os.geteuid() == 0 else "only root can start a Postfix of its own"


@contextlib.contextmanager
def postfix(directory: Path, chain: str) -> Iterator[int]:
    """Run Postfix with the key and certificates in `chain` (PEM); give its port."""
    directory.mkdir(mode=0o755)
    for name in ("queue", "data"):
        (directory / name).mkdir(mode=0o755)
    shutil.chown(directory / "data", "postfix")
    port = _free_port()
    values = {"directory": directory, "commands": "/usr/sbin", "daemons": _daemons()}
    (directory / "main.cf").write_text(MAIN.format(**values))
    (directory / "master.cf").write_text(MASTER.format(port=f"127.0.0.1:{port}"))
    (directory / "chain.pem").write_text(chain)
    (directory / "chain.pem").chmod(0o600)
    _postfix(directory, "start")
    try:
        yield port
    finally:
        _postfix(directory, "stop")


def held(directory: Path) -> int:
    """Return how many messages this instance keeps on the disk."""
    return sum(1 for path in (directory / "queue" / "hold").rglob("*") if path.is_file())


def memory(directory: Path) -> float:
    """Return the memory of this instance's smtpd processes, in kilobytes, shared pages in parts."""
    total = 0.0
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            ours = f"MAIL_CONFIG={directory}".encode() in path.read_bytes().split(b"\0")
            if ours and (path.parent / "comm").read_text().strip() == "smtpd":
                total += proportional(int(path.parent.name))
    return total


def proportional(pid: int) -> float:
    """Return the proportional set size of a process in kilobytes."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    (line,) = [each for each in text.splitlines() if each.startswith("Pss:")]
    return float(line.split()[1])


def _postfix(directory: Path, command: str) -> None:
    done = subprocess.run(
        ["postfix", "-c", str(directory), command], capture_output=True, check=False, text=True
    )
    if done.returncode:
        raise RuntimeError(f"postfix {command}: {done.stdout}{done.stderr}")


def _daemons() -> str:
    done = subprocess.run(
        ["postconf", "-d", "-h", "daemon_directory"], capture_output=True, check=True, text=True
    )
    return done.stdout.strip()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
