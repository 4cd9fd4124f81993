"""A machine of a cluster that commits as fast as it can, until its standard input ends.

Run as a module with the name of the machine, its state directory and a number. Says
one line for each commit that was acknowledged: the level, the domain and its value.
"""

import select
import sys
from itertools import count
from pathlib import Path

from state.errors import StateError
from state.model.levels import machine
from state.store import Candidate, ConflictError
from tests.state.cluster.machines import CLUSTER, SERIALS, at, open_machine
from tests.state.store.appliances import destinations, set_destination


def main() -> None:
    name, directory, life = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    with open_machine(directory) as store:
        cluster, own = at(store, CLUSTER, name), at(store, machine(SERIALS[name]), name)
        for number in count(1):
            if select.select([sys.stdin], [], [], 0)[0]:
                return
            store.refresh()
            domain = f"{name}-{life}-{number}.example"
            if number % 3 == 0:
                commit(own, "own", domain, number)
            elif number % 3 == 1:
                commit(cluster, "cluster", domain, number)
            else:
                value = destinations(cluster.draft).get("counter.example") or 0
                commit(cluster, "count", "counter.example", value + 1)


def commit(candidate: Candidate, kind: str, domain: str, value: int) -> None:
    """Commit one entry and say so; who loses a race for the counter drops the change."""
    set_destination(candidate, domain, value)
    try:
        candidate.commit(domain)
    except ConflictError:
        candidate.clear()
    except StateError as error:
        say(f"error {error.text}")
        raise
    else:
        say(f"{kind} {domain} {value}")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
