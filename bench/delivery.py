"""Outgoing connections a second, beside bare aiosmtplib towards the same receiver.

Client and receiver are processes of their own; the runs alternate, and the best of each counts.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench.rows import Row, at_least

MESSAGES: Final = 300
PARALLEL: Final = 10
ROUNDS: Final = 3
AGAINST: Final = "bare aiosmtplib"


def run() -> list[Row]:
    """Measure connections with one message each: clear text, P-256, RSA-2048."""
    plain = measure("valid-p256", tls=False)
    elliptic = measure("valid-p256", tls=True)
    rsa = measure("valid-rsa2048", tls=True)
    return [
        at_least("delivery, clear text", *plain, "connections/s", AGAINST, 0.8),
        at_least("delivery, STARTTLS P-256", *elliptic, "connections/s", AGAINST, 0.8),
        at_least("delivery, STARTTLS RSA-2048", *rsa, "connections/s", AGAINST, 0.8),
    ]


def measure(case: str, *, tls: bool) -> tuple[float, float]:
    """Return our connections a second and those of the yardstick."""
    ours: list[float] = []
    theirs: list[float] = []
    with tempfile.TemporaryDirectory() as scratch, receiver(case) as port:
        words = [str(port), str(MESSAGES), str(PARALLEL), str(int(tls))]
        for number in range(ROUNDS):
            directory = str(Path(scratch) / str(number))
            ours.append(seconds("bench._delivery_client", *words, directory))
            theirs.append(seconds("bench._aiosmtplib_client", *words))
    return MESSAGES / min(ours), MESSAGES / min(theirs)


def seconds(module: str, *words: str) -> float:
    """Run one client; return what it measured."""
    command = [sys.executable, "-m", module, *words]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    return float(done.stdout)


@contextmanager
def receiver(case: str) -> Iterator[int]:
    """Run the receiver; give its port."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench._receiver", case],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()
