"""A process that writes lines into the mail log, or commits, when it is told to.

    python -m bench._writer DIRECTORY log RATE       RATE lines a second until its input ends
    python -m bench._writer DIRECTORY commit         one commit for each line of its input

Says `ready`; after a commit the time at which it had returned, by the clock of the machine.
"""

from __future__ import annotations

import dataclasses
import sys
import threading
import time
from pathlib import Path

from bench.store import begin, opened
from esatui.appliance import Appliance
from esatui.services.running import logs_of_server

SLICE = 0.01
"""Seconds between two portions of lines."""
LINES = (
    "New SMTP ICID {0} interface Management (192.168.42.42) address 192.0.2.7 reverse dns host mx",
    "ICID {0} ACCEPT SG UNKNOWNLIST match sbrs[none] SBRS None",
    "ICID {0} TLS success protocol TLSv1.3 cipher TLS_AES_256_GCM_SHA384",
    "MID {0} ICID {0} From: <kim@partner.com>",
    "Message done DCID {0} MID {0} to RID [0]",
)


def log(directory: Path, rate: int) -> None:
    """Write lines until the input ends."""
    appliance = Appliance.open(directory)
    ended = threading.Event()

    def listen() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=listen, daemon=True).start()
    with appliance.store, logs_of_server(appliance.log_books, appliance.store) as logs:
        print("ready", flush=True)
        begun, written = time.monotonic(), 0
        while not ended.wait(SLICE):
            due = int((time.monotonic() - begun) * rate)
            for number in range(written, due):
                logs.mail(LINES[number % len(LINES)].format(number))
            written = due


def commit(directory: Path) -> None:
    """Commit a host name for each line of the input."""
    with opened(directory) as store:
        candidate = begin(store)
        print("ready", flush=True)
        for line in sys.stdin:
            draft = candidate.draft
            system = dataclasses.replace(draft.system, hostname=line.strip())
            candidate.update(draft.write(system=system))
            candidate.commit()
            print(time.monotonic(), flush=True)


if __name__ == "__main__":
    if sys.argv[2] == "log":
        log(Path(sys.argv[1]), int(sys.argv[3]))
    else:
        commit(Path(sys.argv[1]))
