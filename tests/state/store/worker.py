"""A process that works on a state directory as it is told, a line of JSON at a time.

Run as a module with the directory as its argument. Each line is a list: what to do, and arguments.
The answer is one line of JSON; what a watcher sees comes as lines in between.
"""

import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from state.preferences import Preferences, language_named
from state.store import Candidate, ConflictError, Store
from state.watch import Notice, watch
from tests.state.store.appliances import begin, destinations, open_store, set_destination


class Worker:
    """One store and one candidate."""

    def __init__(self, directory: Path, stack: ExitStack) -> None:
        self.stack = stack
        self.store: Store = stack.enter_context(open_store(directory))
        self.candidate: Candidate = begin(self.store, "worker")

    def set(self, domain: str, value: int | None) -> None:
        set_destination(self.candidate, domain, value)

    def get(self) -> dict[str, int | None]:
        self.store.refresh()
        return destinations(self.candidate.draft)

    def commit(self) -> Any:
        try:
            return self.candidate.commit("worker").number
        except ConflictError as error:
            return [f"{conflict.label} {conflict.user}" for conflict in error.conflicts]

    def merge_needed(self) -> bool:
        return self.candidate.merge_needed()

    def pending(self) -> list[str]:
        return sorted(each.login.user for each in self.store.pending())

    def logins(self) -> list[str]:
        return sorted(each.login.user for each in self.store.logins())

    def add_many(self, name: str, times: int) -> None:
        """Commit new entries, one after the other."""
        for number in range(times):
            set_destination(self.candidate, f"{name}-{number}.example", number + 1)
            self.candidate.commit(f"{name} {number}")

    def count(self, times: int) -> int:
        """Add one to a counter that others count with too; return the number of conflicts."""
        conflicts = 0
        for _ in range(times):
            while True:
                value = destinations(self.candidate.draft).get("counter.example") or 0
                set_destination(self.candidate, "counter.example", value + 1)
                try:
                    self.candidate.commit("count")
                except ConflictError:
                    conflicts += 1
                    continue
                break
        return conflicts

    def prefer(self, user: str, times: int) -> int:
        """Choose a language and take it back, `times` times, and choose it; return how often."""
        configuration = self.store.refresh().configuration
        chosen = 0
        for _ in range(times):
            for language in (None, "ko"):
                wanted = Preferences(language=language_named(language))
                self.store.preferences.set(user, wanted, configuration)
            chosen += self.store.preferences.of(user).language == "ko"
        return chosen

    def watch(self) -> None:
        self.stack.enter_context(watch(self.store, self.notice))

    def notice(self, notice: Notice) -> None:
        say([notice.kind, notice.revision.number])


def say(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def main() -> None:
    with ExitStack() as stack:
        worker = Worker(Path(sys.argv[1]), stack)
        say("ready")
        for line in sys.stdin:
            name, *arguments = json.loads(line)
            method: Callable[..., Any] = getattr(worker, name)
            say(["answer", method(*arguments)])


if __name__ == "__main__":
    main()
