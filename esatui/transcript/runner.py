"""Plays a transcript: types what the file types and compares what comes back.

There are no sleeps and no patterns for prompts: an actor says when the conversation asks, and the
file has to show the output up to there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from esatui.requests import Pause, ReadBlock, ReadKey, ReadLine, ReadSecret
from esatui.transcript import matcher, report
from esatui.transcript.document import Line, Transcript
from esatui.transcript.errors import Fault, TranscriptError
from esatui.transcript.matcher import Answered
from esatui.transcript.patterns import Bindings, expand
from esatui.transcript.stage import Stage
from esatui.transcript.turns import (
    ActorError,
    End,
    Interrupt,
    Key,
    Pasted,
    Reply,
    Typed,
    Wait,
    visible_lines,
)
from esatui.transcript.voices import Voice
from esatui.transcript.workstation import Workstation, WorkstationError

NEAR = 100
"""Lines beyond those that were said in which a prompt is looked for first."""
WAITS = 1_000
"""Most times that a command may wait for time to go by before something has to be typed."""


class Player:
    """One run of one transcript on one stage."""

    def __init__(self, transcript: Transcript, stage: Stage, workstation: Workstation) -> None:
        self.transcript = transcript
        self.lines = transcript.lines
        self.bound: Bindings = {}
        self.steps = 0
        """How many answers were typed."""
        self._stage = stage
        self._workstation = workstation
        self._hidden = deque(transcript.header.hidden)
        self._voices: dict[str | None, Voice] = {}
        self._ended: list[Voice] = []
        self._label: str | None = None
        self._position = 0
        self._stops = stops_of(self.lines)

    def play(self) -> None:
        """Run the whole file. Raises `Fault` at the first difference, `TranscriptError`."""
        try:
            while self._position < len(self.lines):
                line = self.lines[self._position]
                if line.kind == "label":
                    self._switch(line)
                elif line.kind == "workstation":
                    self._work(line)
                else:
                    self._converse()
            self._finish()
        except ActorError as error:
            raise Fault(str(error), self._number()) from error
        finally:
            self._close()

    @property
    def position(self) -> int:
        """Return the index of the line that is played next."""
        return self._position

    def _close(self) -> None:
        for voice in [*self._voices.values(), *self._ended]:
            voice.actor.close()

    def _number(self, position: int | None = None) -> int:
        """Return the number of the line at `position`, of the last one beyond the end."""
        position = self._position if position is None else position
        if not self.lines:
            return max(len(self.transcript.head), 1)
        return self.lines[min(position, len(self.lines) - 1)].number

    # Who speaks

    def _switch(self, line: Line) -> None:
        self._position += 1
        self._label = line.text
        voice = self._voices.get(line.text)
        if voice is not None and voice.over:
            self._ended.append(self._voices.pop(line.text))
        elif voice is not None:
            voice.skip_blank()
        if line.text not in self._voices:
            self._open(line.text)

    def _open(self, label: str | None) -> Voice:
        header = self.transcript.header.session(label)
        actor = self._stage.open(label or "", header)
        hidden = self._hidden if header.hidden is None else deque(header.hidden)
        voice = Voice(label, actor, hidden, since=self._number())
        self._voices[label] = voice
        voice.start()
        return voice

    # Conversation

    def _converse(self) -> None:
        """Match one turn of the session that has the word, and answer it."""
        voice = self._voices.get(self._label) or self._open(self._label)
        if voice.fresh:
            self._skip_blank()
        stop = self._stops[self._position] if self._position < len(self.lines) else 0
        if self._position >= stop:
            return
        request = voice.turn.request if voice.turn else None
        if request is None:
            self._match_end(voice, stop)
        elif isinstance(request, Pause):
            self._match_pause(voice, stop)
        elif isinstance(request, ReadBlock) and not voice.prompt:
            self._match_block(voice, stop)
        else:
            self._match_prompt(voice, stop)

    def _skip_blank(self) -> None:
        """Go past blank lines and comments."""
        while self._position < len(self.lines):
            line = self.lines[self._position]
            if line.kind != "comment" and not (line.kind == "literal" and not line.raw.strip()):
                return
            self._position += 1

    def _match_prompt(self, voice: Voice, stop: int) -> None:
        found = self._find_prompt(voice, stop)
        if found is None:
            if not self._left_here(voice, stop):
                self._differs(voice, stop)
            return
        self.bound |= found.bindings
        line = self.lines[self._position + found.prompt]
        self._position += found.prompt + 1
        self._answer(voice, line, found)

    def _find_prompt(self, voice: Voice, stop: int) -> Answered | None:
        start = self._position
        near = self.lines[start : min(start + len(voice.lines) + 1, stop)]
        found = matcher.fixed_prompt(near, voice.lines, voice.prompt)
        if found is not None:
            return found
        # A long file is not copied for each turn: mostly the prompt is near.
        for end in (start + len(voice.lines) + NEAR, stop):
            rest = self.lines[start : min(end, stop)]
            found = matcher.find_prompt(rest, voice.lines, voice.prompt, self.bound)
            if found is not None or end >= stop:
                break
        return found

    def _left_here(self, voice: Voice, stop: int) -> bool:
        """Return whether the file goes on elsewhere, with all or nothing shown so far; go there."""
        rest = list(self.lines[self._position : stop])
        while rest and (rest[-1].kind == "comment" or not rest[-1].raw.strip()):
            rest.pop()
        if rest:
            bindings = matcher.match_all(rest, voice.said, self.bound)
            if bindings is None:
                return False
            self.bound |= bindings
            voice.lines = []
        voice.skip_blank()
        self._position = stop
        return True

    def _match_end(self, voice: Voice, stop: int) -> None:
        """The session is over: the file shows what it said last, and nothing else."""
        rest = self.lines[self._position : stop]
        shown = matcher.find_end(rest, voice.said, self.bound)
        if shown is None:
            self._differs(voice, stop)
            return
        self.bound |= shown.bindings
        voice.lines = []
        self._position += shown.count
        self._skip_blank()
        if self._position < stop:
            self._goes_on(voice, stop)

    def _goes_on(self, voice: Voice, stop: int) -> None:
        text = f"the session has ended (line {voice.since}), but the file goes on"
        raise Fault(text, self._number())

    def _match_pause(self, voice: Voice, stop: int) -> None:
        """Let time go by until the file presses Ctrl-C or goes on elsewhere."""
        waits = 0
        while isinstance(voice.turn.request if voice.turn else None, Pause):
            if self._interrupted(voice, stop):
                return
            if self._left_here(voice, stop):
                return
            if waits == WAITS or self._said_too_much(voice, stop):
                never = "the command waits, and the file does not press Ctrl-C (a line ^C)"
                self._differs(voice, stop, never if waits == WAITS else "")
                return
            waits += 1
            voice.go_on(Wait())

    def _before_interrupt(self, stop: int) -> int:
        """Return where the next line with a control key is, else `stop`."""
        return next(
            (i for i in range(self._position, stop) if control_key(self.lines[i].raw)), stop
        )

    def _said_too_much(self, voice: Voice, stop: int) -> bool:
        """Return whether waiting cannot make the output what the file shows before Ctrl-C."""
        end = self._before_interrupt(stop)
        expected = self.lines[self._position : end]
        flexible = any(line.kind == "lines" for line in expected)
        return not flexible and end < stop and len(voice.lines) >= len(expected)

    def _interrupted(self, voice: Voice, stop: int) -> bool:
        said = [*voice.lines, *([voice.prompt.rstrip()] if voice.prompt else [])]
        for position in range(self._position, stop):
            key = control_key(self.lines[position].raw)
            if key is None:
                continue
            expected = self.lines[self._position : position]
            bindings = matcher.match_all(expected, said, self.bound)
            if bindings is not None:
                self.bound |= bindings
                self._position = position + 1
                self._reply(voice, key, self.lines[position])
                return True
        return False

    def _match_block(self, voice: Voice, stop: int) -> None:
        shown = matcher.find_end(self.lines[self._position : stop], voice.lines, self.bound)
        if shown is None:
            self._block_differs(voice, stop)
            return
        self.bound |= shown.bindings
        self._position += shown.count
        self._paste(voice, [])

    def _block_differs(self, voice: Voice, stop: int) -> None:
        self._differs(voice, stop)

    # Answers

    def _answer(self, voice: Voice, line: Line, found: Answered) -> None:
        request = voice.turn.request if voice.turn else None
        control = None if found.literal else control_key(found.typed)
        if control is not None:
            self._reply(voice, control, line)
        elif isinstance(request, ReadSecret):
            self._reply(voice, Typed(self._secret(voice, line, found)), line)
        elif isinstance(request, ReadBlock):
            self._paste(voice, self._typed(found.typed, found.literal, line).split("\n"))
        elif isinstance(request, ReadKey):
            self._reply(voice, _key(found.typed, line), line)
        else:
            self._type(voice, found, line)

    def _type(self, voice: Voice, found: Answered, line: Line) -> None:
        text = self._typed(found.typed, found.literal, line)
        if "\n" in text:
            raise TranscriptError("several captured lines cannot be typed at a prompt", line.number)
        request = voice.turn.request if voice.turn else None
        if isinstance(request, ReadLine) and request.command:
            self._stage.tick()
        self._reply(voice, Typed(text), line)

    def _typed(self, text: str, literal: bool, line: Line) -> str:
        return text if literal else expand(text, self.bound, line.number)

    def _secret(self, voice: Voice, line: Line, found: Answered) -> str:
        if found.typed:
            text = "this answer does not echo: it belongs into `hidden` of the header"
            raise Fault(text, line.number)
        if not voice.hidden:
            text = f"the hidden answers are used up: there is none for {voice.prompt.rstrip()!r}"
            raise Fault(text, line.number)
        return expand(voice.hidden.popleft(), self.bound, line.number)

    def _paste(self, voice: Voice, lines: list[str]) -> None:
        """Type a block up to the line that ends it; `lines` are typed already."""
        request = voice.turn.request if voice.turn else None
        end = request.end if isinstance(request, ReadBlock) else None
        while self._position < len(self.lines):
            line = self.lines[self._position]
            self._position += 1
            if line.kind == "comment":
                continue
            if line.raw.rstrip() == "^C":
                self._reply(voice, Interrupt(), line)
                return
            if line.raw.rstrip() == "^D":
                self._reply(voice, Pasted(lines, None), line)
                return
            if end is not None and line.raw.rstrip() == end:
                self._reply(voice, Pasted(lines, end), line)
                return
            lines += _block_lines(expand(line.raw, self.bound, line.number))
        mark = "^D" if end is None else repr(end)
        raise Fault(f"the pasted block has no end: a line {mark} is missing", self._number())

    def _reply(self, voice: Voice, reply: Reply, line: Line) -> None:
        self.steps += 1
        voice.reply(reply, line.number)

    # The workstation

    def _work(self, line: Line) -> None:
        self._position += 1
        command = expand(line.text, self.bound, line.number)
        try:
            output = self._workstation.run(command, self.bound)
        except WorkstationError as error:
            raise Fault(str(error), line.number) from error
        said = [text.rstrip() for text in visible_lines(output)]
        if not said[-1]:
            said.pop()
        stop = self._stops[self._position] if self._position < len(self.lines) else 0
        rest = self.lines[self._position : stop]
        shown = matcher.find_end(rest, said, self.bound)
        if shown is None:
            self._command_differs(line, rest, said)
        else:
            self.bound |= shown.bindings
            self._position += shown.count
        voice = self._voices.get(self._label)
        if voice is not None and not voice.over:
            voice.skip_blank()

    def _command_differs(self, line: Line, rest: Sequence[Line], said: list[str]) -> None:
        expected = rest[: report.shown_by_command(rest)]
        reason = "the output of the command is not what the file shows"
        raise report.fault(
            expected, said, self.bound, first=line.number + 1, asks=False, reason=reason
        )

    # Differences and the end

    def _differs(self, voice: Voice, stop: int, reason: str = "") -> None:
        waits = isinstance(voice.turn and voice.turn.request, Pause)
        asks = not voice.over and not waits
        said = [*voice.lines, voice.prompt.rstrip()] if asks else voice.said
        rest = self.lines[self._position : self._before_interrupt(stop) if waits else stop]
        expected = report.compared(rest, len(voice.lines), voice.prompt, self.bound)
        if asks and expected:
            last = expected[-1]
            if matcher.typed_after(last, voice.prompt, self.bound) is not None:
                said[-1] = last.raw.rstrip()
            elif voice.idle and len(expected) == len(rest) and not report.looks_like_prompt(last):
                said, asks = voice.said, False
        first = self._number()
        raise report.fault(expected, said, self.bound, first=first, asks=asks, reason=reason)

    def _finish(self) -> None:
        """End all sessions; nothing that was said may be left."""
        if not self._voices:
            self._open(None)
        for voice in list(self._voices.values()):
            if not voice.over and not voice.idle:
                self._still_asks(voice)
            if voice.said:
                self._unshown(voice)
            if not voice.over:
                self._end(voice)
        left = len(self._hidden) + sum(
            len(voice.hidden) for voice in self._voices.values() if voice.hidden is not self._hidden
        )
        if left:
            text = f"{left} of the hidden answers were not asked for"
            raise Fault(text, self._number(len(self.lines)))

    def _end(self, voice: Voice) -> None:
        voice.reply(End(), self._number())
        if not voice.over:
            self._still_asks(voice)
        if voice.said:
            self._unshown(voice)

    def _still_asks(self, voice: Voice) -> None:
        who = f" of {voice.label}" if voice.label else ""
        reason = f"the conversation{who} asks, but the file is at its end"
        self._at_end([*voice.lines, voice.prompt.rstrip()], reason)

    def _unshown(self, voice: Voice) -> None:
        who = f" of {voice.label}" if voice.label else ""
        self._at_end(voice.said, f"the file is at its end, but the session{who} has said more")

    def _at_end(self, said: Sequence[str], reason: str) -> None:
        line = self._number()
        first = line + 1 if self.lines else line
        found = report.fault((), said, self.bound, first=first, asks=True, reason=reason)
        raise Fault(found.text, line, found.diff)


def play(transcript: Transcript, stage: Stage, workstation: Workstation) -> int:
    """Run a transcript; return how many answers were typed. Raises `Fault`, `TranscriptError`."""
    player = Player(transcript, stage, workstation)
    player.play()
    return player.steps


def control_key(typed: str) -> Interrupt | End | None:
    """Return the control key that `typed` stands for, or `None` for text."""
    key = typed.strip()
    if key == "^C":
        return Interrupt()
    return End() if key == "^D" else None


def _key(typed: str, line: Line) -> Key:
    key = typed.strip()
    if len(key) > 1:
        raise TranscriptError("one key is read here, not a line", line.number)
    return Key(key or " ")


def _block_lines(text: str) -> list[str]:
    """Return a line of a block as the lines that it stands for (captures have several)."""
    return text.removesuffix("\n").split("\n")


def stops_of(lines: Sequence[Line]) -> list[int]:
    """Return for each line the index of the next line that is no part of a conversation."""
    stops = []
    stop = len(lines)
    for index in range(len(lines) - 1, -1, -1):
        stop = index if lines[index].control else stop
        stops.append(stop)
    return stops[::-1]
