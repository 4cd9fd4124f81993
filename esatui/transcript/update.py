"""`--update`: plays a transcript and rewrites what the appliance says differently now.

What was typed stays. Where the conversation asks something else than the file expects, the answers
are found again by the kind of prompt: an answer to a question never becomes a command.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from esatui.requests import Pause, ReadLine, ReadSecret
from esatui.transcript import matcher, report
from esatui.transcript.alignment import best_beginning
from esatui.transcript.document import Line, Transcript
from esatui.transcript.errors import Fault
from esatui.transcript.matcher import Answered
from esatui.transcript.mending import mended
from esatui.transcript.patterns import Bindings
from esatui.transcript.runner import Player
from esatui.transcript.stage import Stage
from esatui.transcript.turns import Interrupt
from esatui.transcript.voices import Voice
from esatui.transcript.workstation import Workstation
from esatui.transcript.writing import output_line, prompt_line

QUESTIONS = 50
"""Most questions at the end of a file that are answered with Enter."""


@dataclass(frozen=True)
class Update:
    """What became of a file: its new text, and what somebody should look at."""

    text: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Change:
    start: int
    stop: int
    lines: list[str]


class Updater(Player):
    """A player that writes down what it should have read."""

    def __init__(self, transcript: Transcript, stage: Stage, workstation: Workstation) -> None:
        super().__init__(transcript, stage, workstation)
        self.notes: list[str] = []
        self._changes: list[_Change] = []

    def text(self) -> str:
        """Return the file as it should be."""
        lines: list[str] = list(self.transcript.head)
        position = 0
        for change in self._changes:
            lines += [line.raw for line in self.lines[position : change.start]]
            lines += change.lines
            position = change.stop
        lines += [line.raw for line in self.lines[position:]]
        return "".join(line + "\n" for line in lines)

    def _replace(self, count: int, lines: list[str]) -> None:
        """Replace the next `count` lines of the file and go past them."""
        start = self._position
        self._position += count
        self._changes.append(_Change(start, self._position, lines))

    def _mended(self, count: int, said: Sequence[str]) -> list[str]:
        old = self.lines[self._position : self._position + count]
        new: Bindings = {}
        lines = mended(old, said, self.bound, new)
        self.bound |= new
        return lines

    def _note(self, text: str) -> None:
        self.notes.append(f"line {self._number()}: {text}")

    # What the player does about differences

    def _differs(self, voice: Voice, stop: int, reason: str = "") -> None:
        request = voice.turn.request if voice.turn else None
        if request is None:
            self._replace_end(voice, stop)
        elif isinstance(request, Pause):
            self._replace_followed(voice, stop, reason)
        else:
            self._replace_turn(voice, stop)

    def _replace_turn(self, voice: Voice, stop: int) -> None:
        found = self._nearest_prompt(voice, stop)
        if found is not None:
            self._replace_prompt(voice, found)
        elif voice.idle or stop < len(self.lines):
            self._replace_end(voice, stop, drop=False)
        else:
            self._answer_with_enter(voice, stop)

    def _replace_end(self, voice: Voice, stop: int, *, drop: bool = True) -> None:
        """The file goes on elsewhere; what stands up to there becomes what was said."""
        count = stop - self._position
        said = voice.said if drop or any(line.raw for line in self._rest(stop)) else []
        lines = self._mended(count, said)
        if lines and stop < len(self.lines):
            lines.append("")
        self._replace(count, lines)
        voice.lines = [] if said else voice.lines
        voice.skip_blank()

    def _replace_followed(self, voice: Voice, stop: int, reason: str) -> None:
        """Rewrite what a command says until Ctrl-C; as many lines as the file had are shown."""
        end = self._before_interrupt(stop)
        if reason or end == stop:
            super()._differs(voice, stop, reason)
            return
        count = end - self._position
        self._replace(count + 1, [*self._mended(count, voice.said), "^C"])
        self._reply(voice, Interrupt(), self.lines[end])

    def _rest(self, stop: int) -> Sequence[Line]:
        return self.lines[self._position : stop]

    def _nearest_prompt(self, voice: Voice, stop: int) -> Answered | None:
        """Return the answer that belongs to the question that is asked, as far as can be told."""
        command = _is_command(voice)
        rest = self._window(voice, stop)
        for index, line in enumerate(rest):
            cut = matcher.typed_after(line, voice.prompt, self.bound)
            if cut is not None:
                return Answered(index, cut[0], line.raw.startswith("\\"), cut[1])
        for index, line in enumerate(rest):
            found = report.PROMPT_LIKE.fullmatch(line.raw)
            if found and report.names_host(found["prompt"]) == command:
                return Answered(index, found["typed"] or "", literal=False, bindings={})
        if not command and len(rest) < stop - self._position:
            self._note(f"a new question ({voice.prompt.rstrip()}) is answered with Enter")
            return Answered(-1, "", literal=False, bindings={})
        return None

    def _window(self, voice: Voice, stop: int) -> Sequence[Line]:
        """Return the lines among which the answer must be: up to the next command line."""
        rest = self._rest(stop)
        for index, line in enumerate(rest):
            found = report.PROMPT_LIKE.fullmatch(line.raw)
            if found and report.names_host(found["prompt"]):
                return rest[: index + 1] if _is_command(voice) else rest[:index]
        return rest

    def _replace_prompt(self, voice: Voice, found: Answered) -> None:
        count = max(found.prompt, 0)
        lost = self._lost(count)
        lines = self._mended(count, voice.lines)
        self.bound |= found.bindings
        typed = "" if isinstance(voice.turn and voice.turn.request, ReadSecret) else found.typed
        line = self.lines[self._position + count]
        kept = found.prompt >= 0 and matcher.typed_after(line, voice.prompt, self.bound)
        lines.append(line.raw if kept else prompt_line(voice.prompt, typed))
        for text in lost:
            self._note(f"nobody asks for the answer {text!r} any more")
        self._replace(count + (found.prompt >= 0), lines)
        answered = Answered(count, typed, found.literal, {})
        self._answer(voice, line, answered)

    def _lost(self, count: int) -> list[str]:
        """Return the answers in the next `count` lines."""
        found = (
            report.PROMPT_LIKE.fullmatch(line.raw) for line in self._rest(self._position + count)
        )
        return [match["typed"] or "" for match in found if match]

    def _answer_with_enter(self, voice: Voice, stop: int) -> None:
        """Write down questions at the end of the file, answered with Enter."""
        lines = self._mended(stop - self._position, voice.lines)
        self._replace(stop - self._position, [*lines, prompt_line(voice.prompt, "")])
        self._note(f"a new question ({voice.prompt.rstrip()}) is answered with Enter")
        self._answer(voice, self.lines[-1], Answered(0, "", literal=False, bindings={}))

    def _goes_on(self, voice: Voice, stop: int) -> None:
        self._note("the session has ended; what followed is dropped")
        spaced = stop == len(self.lines) or not self.lines[self._position - 1].raw
        self._replace(stop - self._position, [] if spaced else [""])

    def _block_differs(self, voice: Voice, stop: int) -> None:
        rest = [line for line in self._rest(stop) if line.kind != "comment"]
        count = best_beginning(rest, voice.lines, self.bound)
        taken = self._rest(stop).index(rest[count]) if count < len(rest) else stop - self._position
        self._replace(taken, self._mended(taken, voice.lines))
        self._paste(voice, [])

    def _command_differs(self, line: Line, rest: Sequence[Line], said: list[str]) -> None:
        compared = list(rest[: report.shown_by_command(rest)])
        count = best_beginning(compared, said, self.bound)
        self._replace(count, self._mended(count, said))

    def _unshown(self, voice: Voice) -> None:
        self._append(voice, [output_line(text) for text in voice.said])
        voice.lines = []

    def _still_asks(self, voice: Voice) -> None:
        for _ in range(QUESTIONS):
            said = [output_line(text) for text in voice.lines]
            self._append(voice, [*said, prompt_line(voice.prompt, "")])
            self._note(f"a new question ({voice.prompt.rstrip()}) is answered with Enter")
            last = self.lines[-1] if self.lines else Line(1, "", "literal", "")
            self._answer(voice, last, Answered(0, "", literal=False, bindings={}))
            if voice.over or voice.idle:
                return
        raise Fault("the conversation asks on and on", self._number())

    def _append(self, voice: Voice, lines: list[str]) -> None:
        if voice.label != self._label and voice.label is not None:
            lines = ["", f"--- {voice.label}", *lines]
            self._label = voice.label
        self._changes.append(_Change(len(self.lines), len(self.lines), lines))


def _is_command(voice: Voice) -> bool:
    request = voice.turn.request if voice.turn else None
    return isinstance(request, ReadLine) and request.command


def update(transcript: Transcript, stage: Stage, workstation: Workstation) -> Update:
    """Play a transcript and return its new text. Raises `Fault` for what cannot be mended."""
    updater = Updater(transcript, stage, workstation)
    updater.play()
    return Update(updater.text(), tuple(updater.notes))
