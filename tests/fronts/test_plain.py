import gc
import weakref

import pytest

from esatui.dialogue import Dialogue
from esatui.fronts.cooked import LINE_LIMIT
from esatui.fronts.plain import PlainFront
from esatui.fronts.typeahead import HIGH, LIMIT, LOW
from esatui.fronts.worker import InlineWorker
from esatui.requests import (
    BLOCK_LIMIT,
    Block,
    EndOfInput,
    Interrupted,
    Pause,
    ReadBlock,
    ReadKey,
    ReadLine,
    ReadSecret,
    Work,
)
from tests.fronts.talk import HeldWorker, Talk, Terminal, repeat


def piped(talk: Talk, worker: HeldWorker | None = None) -> Terminal:
    """Start `talk` on a front without echo."""
    terminal = Terminal(PlainFront, worker or InlineWorker())
    terminal.start(talk)
    return terminal


def dumb(talk: Talk, worker: HeldWorker | None = None) -> Terminal:
    """Start `talk` on a front for a terminal that can do nothing."""
    terminal = Terminal(
        lambda transmit, worker: PlainFront(transmit, worker, echo=True, newline="\r\n"),
        worker or InlineWorker(),
    )
    terminal.start(talk)
    return terminal


class TestLines:
    def test_output_of_one_step_leaves_at_once(self) -> None:
        terminal = piped(repeat)
        terminal.type("version\n")
        assert terminal.pieces == [b"\nhost> ", b"<version>\n\nhost> "]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_each_line_end_is_one(self, end: str) -> None:
        terminal = piped(repeat)
        for byte in f"a{end}{end}b{end}".encode():
            terminal.type(bytes([byte]))
        assert terminal.seen == "\nhost> <a>\n\nhost> <>\n\nhost> <b>\n\nhost> "

    def test_last_line_needs_no_end(self) -> None:
        terminal = piped(repeat)
        terminal.type("last")
        terminal.front.end_of_input()
        assert terminal.seen == "\nhost> <last>\n\nhost> bye\n"
        assert terminal.ends == [None]

    def test_control_characters_and_escape_sequences_are_dropped(self) -> None:
        terminal = piped(repeat)
        terminal.type(b"a\x00b\x07\x1b[1;5Dc\xc2\x9bd\x7f\te\n")
        assert "<abcd\te>" in terminal.seen

    def test_control_c_interrupts_and_drops_its_line(self) -> None:
        terminal = piped(repeat)
        terminal.type("half\x03whole\n")
        assert terminal.seen == "\nhost> interrupted\n\nhost> <whole>\n\nhost> "

    def test_control_d_ends_the_input_at_the_beginning_of_a_line_only(self) -> None:
        terminal = piped(repeat)
        terminal.type("a\x04b\n\x04")
        assert terminal.seen == "\nhost> <ab>\n\nhost> bye\n"

    def test_line_that_is_not_utf8_is_refused(self) -> None:
        terminal = piped(repeat)
        terminal.type(b"caf\xe9\ncaf\xc3\xa9\n")
        assert terminal.seen == ("\nhost> The input is not valid UTF-8.\nhost> <café>\n\nhost> ")

    def test_line_without_measure_is_refused_and_not_kept(self) -> None:
        terminal = piped(repeat)
        for _ in range(100):
            terminal.type("x" * LINE_LIMIT)
        assert len(terminal.front._cooked._line) == LINE_LIMIT  # type: ignore[attr-defined]
        terminal.type("\nshort\n")
        assert terminal.seen == ("\nhost> The line is too long.\nhost> <short>\n\nhost> ")

    def test_output_cannot_drive_the_terminal(self) -> None:
        async def talk(dialogue: Dialogue) -> None:
            dialogue.say("a\x1b[2Jb\x9bc\td\rе")

        assert piped(talk).seen == "a?[2Jb?c\td\rе\n"


class TestEcho:
    def test_what_is_typed_is_shown(self) -> None:
        terminal = dumb(repeat)
        terminal.type("ver")
        terminal.type("sion\r")
        assert terminal.seen == "\r\nhost> version\r\n<version>\r\n\r\nhost> "

    def test_erase_takes_the_cells_of_a_character(self) -> None:
        terminal = dumb(repeat)
        terminal.type("a한")
        terminal.type("\x7f")
        terminal.type("\x08")
        terminal.type("\x7f")
        terminal.type("b\r")
        assert terminal.pieces[1:5] == [
            "a한".encode(),
            b"\b \b\b \b",
            b"\b \b",
            b"b\r\n<b>\r\n\r\nhost> ",
        ]

    def test_erase_takes_a_character_with_its_marks(self) -> None:
        terminal = dumb(repeat)
        terminal.type("xe\u0301\x7f\r")
        assert "<x>" in terminal.seen

    def test_kill_line_and_word(self) -> None:
        terminal = dumb(repeat)
        terminal.type("one\x15two three \x17four\r")
        assert "<two four>" in terminal.seen
        assert "one\b \b\b \b\b \btwo" in terminal.seen

    def test_interrupt_is_shown_and_ends_the_line(self) -> None:
        terminal = dumb(repeat)
        terminal.type("half\x03")
        assert terminal.seen == "\r\nhost> half^C\r\ninterrupted\r\n\r\nhost> "

    def test_character_in_pieces_is_shown_whole(self) -> None:
        terminal = dumb(repeat)
        for byte in "한글\r".encode():
            terminal.type(bytes([byte]))
        assert terminal.seen == "\r\nhost> 한글\r\n<한글>\r\n\r\nhost> "

    def test_no_escape_code_leaves(self) -> None:
        terminal = dumb(repeat)
        terminal.type("a\x1b[A\x1b[200~b\x1bOPc\x1bd\r")
        assert "<abcd>" in terminal.seen
        assert "\x1b" not in terminal.seen


class TestSecrets:
    @staticmethod
    async def ask(dialogue: Dialogue) -> None:
        secret = await dialogue.secret("Enter the passphrase:")
        dialogue.say(str(len(secret)))

    def test_nothing_is_echoed_but_the_line_end(self) -> None:
        terminal = dumb(self.ask)
        terminal.type("hunter\x7fR2\r")
        assert terminal.seen == "\r\nEnter the passphrase: \r\n7\r\n"

    def test_line_end_is_printed_without_a_terminal_too(self) -> None:
        terminal = piped(self.ask)
        terminal.type("ironport\n")
        assert terminal.seen == "\nEnter the passphrase: \n8\n"


class TestBlocks:
    @staticmethod
    def reading(end: str | None, blocks: list[Block]) -> Talk:
        async def talk(dialogue: Dialogue) -> None:
            try:
                while True:
                    blocks.append(await ReadBlock(end))
            except EndOfInput:
                dialogue.say("bye")

        return talk

    def test_ends_with_its_line(self) -> None:
        blocks: list[Block] = []
        terminal = piped(self.reading(".", blocks))
        terminal.type("a\r\n b .\r\n\r\n.\r\nc\n.\n")
        assert blocks == [Block("a\n b .\n\n"), Block("c\n")]

    def test_ends_with_control_d_wherever_it_is_typed(self) -> None:
        blocks: list[Block] = []
        terminal = dumb(self.reading(None, blocks))
        terminal.type("a\r.\r\x04b\x04")
        assert blocks == [Block("a\n.\n"), Block("b\n")]

    def test_control_d_on_a_line_of_its_own_ends_any_block(self) -> None:
        blocks: list[Block] = []
        piped(self.reading(".", blocks)).type("a\n\x04")
        assert blocks == [Block("a\n")]

    def test_end_of_input_ends_only_a_block_without_end_line(self) -> None:
        blocks: list[Block] = []

        async def once(dialogue: Dialogue) -> None:
            blocks.append(await ReadBlock(None))

        terminal = piped(once)
        terminal.type("a\nb")
        terminal.front.end_of_input()
        assert blocks == [Block("a\nb\n")]

        terminal = piped(self.reading(".", blocks))
        terminal.type("never finished\n")
        terminal.front.end_of_input()
        assert len(blocks) == 1
        assert terminal.seen == "bye\n"

    @pytest.mark.parametrize("start", [piped, dumb])
    def test_a_megabyte_fits(self, start: type) -> None:
        blocks: list[Block] = []
        terminal = start(self.reading(".", blocks))
        text = ("M" * 63 + "\n") * (BLOCK_LIMIT // 64)
        sent = text.encode() + b".\n"
        for position in range(0, len(sent), 32768):
            terminal.type(sent[position : position + 32768])
        assert blocks == [Block(text)]

    def test_more_is_read_and_dropped(self) -> None:
        blocks: list[Block] = []
        terminal = piped(self.reading(".", blocks))
        terminal.type(b"a" * (BLOCK_LIMIT + 1) + b"\n" + b"b\n" * BLOCK_LIMIT + b".\n.\n")
        assert [block.truncated for block in blocks] == [True, False]
        assert len(blocks[0].text) == BLOCK_LIMIT
        assert blocks[1].text == ""

    def test_bytes_that_are_not_utf8_are_marked(self) -> None:
        blocks: list[Block] = []
        piped(self.reading(".", blocks)).type(b"\x30\x82\xff\n.\n")
        assert blocks == [Block("0\ufffd\ufffd\n")]

    def test_interrupt_drops_the_block(self) -> None:
        async def talk(dialogue: Dialogue) -> None:
            try:
                await ReadBlock(".")
            except Interrupted:
                dialogue.say("interrupted")
            assert await ReadBlock(".") == Block("new\n")

        terminal = dumb(talk)
        terminal.type("old\rhalf\x03new\r.\r")
        assert terminal.ends == [None]
        assert terminal.seen == "old\r\nhalf^C\r\ninterrupted\r\nnew\r\n.\r\n"


class TestKeys:
    def test_takes_one_key_and_leaves_the_rest(self) -> None:
        keys: list[str] = []

        async def talk(dialogue: Dialogue) -> None:
            keys.extend([await ReadKey() for _ in range(5)])
            keys.append(await ReadLine("> "))

        terminal = dumb(talk, HeldWorker())
        for byte in "q한\x1b[A \r\nrest\r".encode():
            terminal.type(bytes([byte]))
        assert keys == ["q", "한", "\x1b[A", " ", "\r", "rest"]
        assert terminal.seen == "> rest\r\n"

    def test_escape_that_nothing_follows_is_a_key(self) -> None:
        keys: list[str] = []

        async def talk(dialogue: Dialogue) -> None:
            keys.extend([await ReadKey(), await ReadKey()])

        terminal = dumb(talk, worker := HeldWorker())
        terminal.type("\x1b")
        assert keys == []
        worker.expire()
        terminal.type("\x1b")
        terminal.type("[B")
        assert keys == ["\x1b", "\x1b[B"]
        assert worker.timers == {}

    def test_control_c_interrupts(self) -> None:
        async def talk(dialogue: Dialogue) -> None:
            await ReadKey()

        terminal = piped(talk)
        terminal.type("\x03")
        assert [type(end) for end in terminal.ends] == [Interrupted]


class TestTypeAhead:
    @staticmethod
    async def working(dialogue: Dialogue) -> None:
        name = await ReadLine("name> ")
        made = await dialogue.work(name.upper)
        dialogue.say(made)
        dialogue.say(await ReadLine("next> "))
        dialogue.say(await ReadSecret("secret "))
        await repeat(dialogue)

    def test_pasted_lines_answer_successive_questions(self) -> None:
        terminal = piped(self.working, worker := HeldWorker())
        terminal.type("one\ntwo\nthree\nfour\n")
        assert terminal.seen == "name> "
        worker.finish_job()
        assert terminal.seen == ("name> ONE\nnext> two\nsecret \nthree\n\nhost> <four>\n\nhost> ")

    def test_control_c_during_work_is_taken_by_the_next_question(self) -> None:
        terminal = piped(repeat, HeldWorker())
        terminal = piped(self.working, worker := HeldWorker())
        terminal.type("one\ntw\x03")
        worker.finish_job()
        assert terminal.seen == "name> ONE\nnext> "
        assert [type(end) for end in terminal.ends] == [Interrupted]

    def test_signal_during_work_drops_what_was_typed(self) -> None:
        terminal = piped(self.working, worker := HeldWorker())
        terminal.type("one\ntwo\n")
        terminal.front.interrupt()
        worker.finish_job()
        assert [type(end) for end in terminal.ends] == [Interrupted]

    def test_carrier_is_told_to_stop_and_to_go_on(self) -> None:
        told: list[bool] = []
        worker = HeldWorker()
        terminal = Terminal(lambda t, w: PlainFront(t, w, flow=told.append), worker)
        terminal.start(self.working)
        terminal.type("one\n")
        line = b"x" * 1023 + b"\n"
        terminal.type(line * (HIGH // 1024))
        assert told == []
        terminal.type(line)
        assert told == [False]
        worker.finish_job()
        while worker.timers:
            worker.expire()
        assert told == [False, True]
        assert LOW < HIGH

    def test_carrier_that_does_not_stop_loses_the_rest(self) -> None:
        terminal = piped(self.working, worker := HeldWorker())
        terminal.type("one\n")
        for _ in range(8):
            terminal.type((b"x" * 1023 + b"\n") * 1024)
        assert len(terminal.front._typed.data) == LIMIT  # type: ignore[attr-defined]
        worker.finish_job()
        while worker.timers:
            worker.expire()
        assert "Too much input; a part of it was discarded." in terminal.seen

    def test_long_paste_lets_others_take_turns(self) -> None:
        terminal = piped(repeat, worker := HeldWorker())
        terminal.type("x\n" * 1000)
        turns = 0
        while worker.timers:
            worker.expire()
            turns += 1
        assert terminal.seen.count("<x>") == 1000
        assert turns >= 3

    def test_nothing_moves_while_the_carrier_cannot_send(self) -> None:
        terminal = piped(repeat)
        terminal.front.hold()
        terminal.type("a\nb\n")
        assert terminal.seen == "\nhost> "
        terminal.front.release()
        assert terminal.seen == "\nhost> <a>\n\nhost> <b>\n\nhost> "


class TestPause:
    @staticmethod
    async def follow(dialogue: Dialogue) -> None:
        try:
            while True:
                dialogue.say("line")
                await Pause(1)
        except Interrupted:
            dialogue.say("stopped")
        dialogue.say(await ReadLine("host> "))

    def test_goes_on_when_time_is_up(self) -> None:
        terminal = piped(self.follow, worker := HeldWorker())
        assert terminal.seen == "line\n"
        worker.expire()
        assert terminal.seen == "line\nline\n"

    def test_control_c_ends_it_at_once(self) -> None:
        terminal = piped(self.follow, worker := HeldWorker())
        terminal.type("dropped\n\x03kept\n")
        assert terminal.seen == "line\nstopped\nhost> kept\n"
        assert worker.timers == {}

    def test_control_c_that_was_typed_before_counts(self) -> None:
        async def talk(dialogue: Dialogue) -> None:
            await ReadLine("> ")
            await self.follow(dialogue)

        terminal = piped(talk, HeldWorker())
        terminal.type("tail\n\x03kept\n")
        assert terminal.seen == "> line\nstopped\nhost> kept\n"


class TestEnd:
    def test_hang_up_closes_the_conversation_in_the_middle_of_work(self) -> None:
        closed: list[str] = []

        async def talk(dialogue: Dialogue) -> None:
            try:
                await Work(lambda: "result")
            except GeneratorExit:
                closed.append("closed")
                raise
            closed.append("went on")

        terminal = piped(talk, worker := HeldWorker())
        terminal.front.hang_up()
        assert closed == ["closed"]
        assert terminal.ends == [None]
        worker.finish_job()
        terminal.type("late\n")
        terminal.front.end_of_input()
        terminal.front.hang_up()
        assert closed == ["closed"]
        assert terminal.ends == [None]

    def test_hang_up_from_within_a_step(self) -> None:
        async def talk(dialogue: Dialogue) -> None:
            terminal.front.hang_up()
            await ReadLine("> ")

        terminal = Terminal(PlainFront, InlineWorker())
        terminal.start(talk)
        assert terminal.ends == [None]
        assert terminal.seen == ""

    def test_hang_up_cancels_the_timer(self) -> None:
        terminal = piped(TestPause.follow, worker := HeldWorker())
        terminal.front.hang_up()
        assert worker.timers == {}

    def test_exception_of_the_conversation_is_reported(self) -> None:
        async def talk(dialogue: Dialogue) -> None:
            await Work(lambda: 1 // 0)

        terminal = piped(talk, worker := HeldWorker())
        worker.finish_job()
        assert [type(end) for end in terminal.ends] == [ZeroDivisionError]

    def test_nothing_stays_behind(self) -> None:
        terminal = dumb(repeat)
        terminal.type("half a line")
        front = weakref.ref(terminal.front)
        terminal.front.hang_up()
        del terminal
        gc.collect()
        assert front() is None
