"""An appliance that is served by the real program."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from esatui.appliance import Appliance
from tests.ports import free_ports

SETTINGS = """
[bind]
"Management:443" = "127.0.0.1:{https}"
"Management:80" = "127.0.0.1:{http}"
"Management:25" = "127.0.0.1:{smtp}"
"""


class Ports(NamedTuple):
    """Where it listens on 127.0.0.1."""

    https: int
    http: int


@contextmanager
def served(directory: Path) -> Iterator[Ports]:
    """Serve an appliance in `directory`, which is made with factory settings unless it is there."""
    Appliance.open(directory).store.close()
    https, http, smtp = free_ports(3)
    settings = directory / "appliance.toml"
    text = re.sub(r"(?ms)^\[bind\].*?(?=^\[|\Z)", "", settings.read_text("utf-8"))
    settings.write_text(text + SETTINGS.format(https=https, http=http, smtp=smtp), "utf-8")
    program = "import sys; from esatui.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "serve", "--state", str(directory)]
    with subprocess.Popen(
        [*command, "--ssh", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert "https.Management" in server.stdout.readline()
        try:
            yield Ports(https, http)
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=60)
