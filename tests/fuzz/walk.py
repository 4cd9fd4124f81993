"""A walk: several people at one appliance, answering whatever they are asked."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from pathlib import Path
from random import Random

from esatui.requests import ReadLine
from tests.fuzz.answers import Answer, Improviser
from tests.fuzz.inspection import Broken, look_at_the_end
from tests.fuzz.people import Hang, Person, arrive, no_hang, watching
from tests.fuzz.screen import Question, read_question
from tests.fuzz.world import ROLES, World

PATIENCE = 150
"""Answers after which a person gives a command up."""
REMEMBERED = 80
"""Steps that a report shows."""
CHARACTERS = 1500
"""Characters of each text that a report shows."""


class Walk:
    """People who come, answer and go; everything comes from the seed."""

    def __init__(self, directory: Path, seed: int, kinds: Sequence[str]) -> None:
        self._random = Random(seed)
        self._world = World(directory, seed)
        self._kinds = kinds
        self._improviser = Improviser(self._random, self._world.signed)
        self._resets = 0
        self._people: list[Person] = []
        self.trail: deque[str] = deque(maxlen=REMEMBERED)

    @property
    def visits(self) -> Counter[str]:
        """How often a command, an operation or a syntax was chosen."""
        return self._improviser.visits

    def run(self, steps: int) -> None:
        """Go on for so many answers, then let everybody go. Raises what goes wrong."""
        with watching(self._ran):
            while len(self._people) < self._random.choice((1, 1, 2, 3)):
                self._people.append(self._arrive())
            for _ in range(steps):
                self._step(self._random.randrange(len(self._people)))
            for person in self._people:
                person.client.hang_up()
        look_at_the_end(self._world.appliance, self._world.start, resets=self._resets)

    def _ran(self, words: Sequence[str]) -> None:
        self._resets += words[0].lower() == "resetconfig"

    def _arrive(self) -> Person:
        user = self._random.choice(("admin", "admin", "admin", "admin", *ROLES))
        return arrive(self._world, user, self._random.choice(self._kinds), self._random)

    def _step(self, number: int) -> None:
        """Let one of the people give one answer."""
        self._world.clock.advance(self._random.choice((0, 1, 60, 4000)))
        person = self._people[number]
        shown = person.client.shown()
        self._check_screen(shown)
        question = read_question(person.client.request, shown)
        person.answered = 0 if question.kind == "command" else person.answered + 1
        answer = self._improviser.answer(
            question, self._world.files(), bored=person.answered > PATIENCE
        )
        who = f"{number} {person.user} {person.kind}"
        self.trail.append(f"{who}: {shown[-CHARACTERS:]}\n{who} <- {str(answer)[:CHARACTERS]}")
        with no_hang():
            person.client.give(answer)
        if not self._is_there(person, question, answer):
            self._people[number] = self._arrive()

    def _is_there(self, person: Person, question: Question, answer: Answer) -> bool:
        """Return whether a person goes on.

        Raises `Broken` unless Ctrl-C has led to the main prompt, and the end of the input out.
        Ctrl-C while something is followed is different: it is how that ends, not a failure.
        """
        request = person.client.request
        home = isinstance(request, ReadLine) and request.command
        if answer.kind == "interrupt" and question.kind != "pause" and not home:
            raise Broken(f"{request} after Ctrl-C")
        if request is not None and answer.kind != "end":
            return True
        if request is not None:
            raise Broken(f"{request} after the end of the input")
        store, gone = self._world.appliance.store, person.session.login.id
        logins = [each.login for each in store.logins()]
        if gone in [login.id for login in (*logins, *(each.login for each in store.pending()))]:
            raise Broken(f"{gone} is gone and has left something behind")
        return False

    def _check_screen(self, shown: str) -> None:
        for secret in self._improviser.secrets:
            if secret in shown:
                raise Broken(f"the passphrase {secret} was shown")


def walk(directory: Path, seed: int, kinds: Sequence[str], steps: int) -> Counter[str]:
    """Take one walk; what goes wrong is reported with the last steps and how to repeat it.

    Returns how often a command, an operation or a syntax was chosen.
    """
    taken = Walk(directory, seed, kinds)
    try:
        taken.run(steps)
    except (Exception, Hang) as error:
        trail = "\n".join(taken.trail)
        raise AssertionError(
            f"{trail}\n\n{type(error).__name__}: {error}\n"
            f"Repeat it with: python -m tests.fuzz {seed} {','.join(kinds)} {steps}"
        ) from error
    return taken.visits
