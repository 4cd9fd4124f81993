import gc
import sys
import threading
import weakref

import pytest

from esatui.dialogue import Dialogue
from esatui.fronts.editor import EDIT_LIMIT
from esatui.fronts.history import MemoryHistory
from esatui.fronts.screen import Place
from esatui.fronts.tty import TtyFront
from esatui.fronts.worker import InlineWorker
from esatui.requests import BLOCK_LIMIT, EndOfInput, Interrupted, ReadBlock, ReadLine
from tests.fronts.screens import Screen
from tests.fronts.talk import HeldWorker, Terminal

LEFT, RIGHT, UP, DOWN = "\x1b[D", "\x1b[C", "\x1b[A", "\x1b[B"
HOME, END, DELETE = "\x1b[H", "\x1b[F", "\x1b[3~"


class TestEditing:
    @pytest.mark.parametrize(
        ("typed", "line"),
        [
            ("version", "version"),
            ("versiox\x7fn", "version"),
            (f"verion{LEFT * 3}s", "version"),
            (f"ersion{HOME}v{END}!", "version!"),
            (f"vversion\x01{DELETE}", "version"),
            (f"version{LEFT}\x04\x04", "versio"),
            ("one two\x17three", "one three"),
            ("gone\x15here", "here"),
            (f"ab{LEFT}\x0bX\x19", "aXb"),
            ("one two\x1bb\x1bdX", "one X"),
            ("one two\x1b\x7fX", "one X"),
            ("ba\x14", "ab"),
            ("x\x00\x07\x1a\x1c\x1d\x1e\x1f\x16\x11y", "xy"),
            ("x\x1b[99~\x1b[1;1R\x1bOM\x1b[?1cy", "xy"),
            ("x\x1b[5~\x1b[6~\x1b[2~\x1b[Zy", "xy"),
        ],
    )
    def test_keys(self, typed: str, line: str) -> None:
        screen = Screen()
        screen.type(f"{typed}\r")
        assert screen.lines[1:3] == [f"mail> {line}", f"<{line}>"]

    @pytest.mark.parametrize(
        "typed",
        [
            "version",
            "verion\x1b[D\x1b[D\x1b[Ds",
            "한국\x1b[D글\x01가",
            "a" * 50,
            "가" * 30 + "\x1b[Dx",
        ],
    )
    def test_pieces_make_no_difference(self, typed: str) -> None:
        at_once, in_pieces = Screen(), Screen()
        at_once.type(f"{typed}\r")
        for byte in f"{typed}\r".encode():
            in_pieces.type(bytes([byte]))
        assert at_once.lines == in_pieces.lines
        assert at_once.cursor == in_pieces.cursor

    def test_prompt_and_line_are_seen_while_typing(self) -> None:
        screen = Screen()
        screen.type("ver")
        assert (screen.lines, screen.cursor) == (["", "mail> ver"], (1, 9))
        screen.type(LEFT)
        assert (screen.lines, screen.cursor) == (["", "mail> ver"], (1, 8))

    def test_wide_characters_take_two_cells(self) -> None:
        screen = Screen()
        screen.type("한글")
        assert screen.cursor == (1, 10)
        screen.type(LEFT)
        assert screen.cursor == (1, 8)
        screen.type("\x7f국\r")
        assert screen.lines[1:3] == ["mail> 국글", "<국글>"]

    def test_only_text_that_can_be_shown_is_taken(self) -> None:
        screen = Screen()
        screen.type("a\x1b[D\xc2\x9bb\r".encode("latin-1"))
        assert "<ba>" in screen.lines

    def test_line_that_is_not_utf8_is_refused(self) -> None:
        screen = Screen()
        screen.type(b"caf\xe9\r")
        assert screen.lines[2:] == ["The input is not valid UTF-8.", "mail>"]

    def test_control_c_leaves_the_line_and_shows_it(self) -> None:
        for typed in ("half", f"half{LEFT}"):
            screen = Screen()
            screen.type(f"{typed}\x03")
            assert screen.lines == ["", "mail> half^C", "interrupted", "", "mail>"]

    def test_control_d_ends_on_an_empty_line_only(self) -> None:
        screen = Screen()
        screen.type("ab\x04\r")
        assert "<ab>" in screen.lines
        screen.type(f"x{LEFT}{DELETE}\x04")
        assert screen.lines[-1] == "bye"
        assert screen.ends == [None]


class TestLongLines:
    def test_break_at_the_right_edge(self) -> None:
        screen = Screen()
        screen.type("a" * 33)
        assert screen.cursor == (1, 39)
        screen.type("b")
        assert screen.cursor == (2, 0)
        screen.type("c")
        assert screen.lines == ["", f"mail> {'a' * 33}b", "c"]
        screen.type("\x7f\x7f\x7f")
        assert screen.lines == ["", f"mail> {'a' * 32}"]
        screen.type("\r")
        assert screen.lines == ["", f"mail> {'a' * 32}", f"<{'a' * 32}>", "", "mail>"]

    def test_full_row_costs_no_empty_row(self) -> None:
        for pieces in (["a" * 34 + "\r"], ["a" * 34, "\r"]):
            screen = Screen()
            for piece in pieces:
                screen.type(piece)
            assert screen.lines[1:3] == [f"mail> {'a' * 34}", f"<{'a' * 34}>"]

    def test_wide_character_does_not_fit_into_one_cell(self) -> None:
        assert Place().write("a" * 39 + "한", 40) == ("a" * 39 + " 한", (1, 2))
        assert Place().write("한" * 20, 40) == ("한" * 20, (0, 40))
        assert Place().write("한" * 20 + "a", 40) == ("한" * 20 + "a", (1, 1))
        screen = Screen()
        screen.type("a" * 33 + f"한{LEFT}b\r")
        assert screen.lines[1:3] == [f"mail> {'a' * 33}b", "한"]

    def test_can_be_edited_anywhere(self) -> None:
        screen = Screen()
        screen.type("x" * 60 + HOME + "가")
        assert screen.lines == ["", f"mail> 가{'x' * 32}", "x" * 28]
        assert screen.cursor == (1, 8)

    def test_taller_than_the_terminal(self) -> None:
        screen = Screen(rows=5)
        screen.type("x" * 1000 + LEFT + "y")
        assert len(screen.lines) <= 5
        screen.type("\x03")
        assert screen.lines[-1] == "mail>"

    def test_too_long_for_editing_is_said_not_cut(self) -> None:
        screen = Screen(rows=24, columns=80)
        screen.type(f"x{LEFT}" + "y" * (EDIT_LIMIT + 1) + "\r")
        assert screen.lines[-2:] == ["The line is too long.", "mail>"]

    def test_long_line_that_is_only_typed_is_taken(self) -> None:
        screen = Screen()
        lines: list[str] = []

        async def talk(dialogue: Dialogue) -> None:
            lines.append(await ReadLine("> "))

        screen = Screen(talk)
        for _ in range(10):
            screen.type("x" * 5000)
        screen.type(LEFT)
        screen.type("\r")
        assert lines == ["x" * 50000]

    def test_prompt_as_wide_as_the_terminal(self) -> None:
        async def talk(dialogue: Dialogue) -> None:
            dialogue.say(await ReadLine("p" * 39 + " "))

        screen = Screen(talk)
        assert screen.cursor == (1, 0)
        screen.type(f"yo{LEFT}e\r")
        assert screen.lines == ["p" * 39, "yeo", "yeo"]


class TestHistory:
    def test_up_and_down(self) -> None:
        screen = Screen()
        screen.type("first\rsecond\r")
        screen.type(UP)
        assert screen.lines[-1] == "mail> second"
        screen.type(UP)
        assert screen.lines[-1] == "mail> first"
        screen.type("\x0e\x10\x10" + DOWN)
        assert screen.lines[-1] == "mail> second"
        screen.type(DOWN)
        assert screen.lines[-1] == "mail>"

    def test_search_shows_and_takes_what_it_finds(self) -> None:
        screen = Screen()
        screen.type("version\rwho\r\x12ver")
        assert screen.lines[-1] == "(reverse-i-search)`ver': version"
        screen.type("\r")
        assert screen.lines[-4:] == ["mail> version", "<version>", "", "mail>"]

    def test_search_is_left_with_control_c_or_kept_with_an_arrow(self) -> None:
        screen = Screen()
        screen.type("version\r\x12ver\x03")
        assert screen.lines[-1] == "mail>"
        screen.type("\x12sion\x1b")
        screen.type("[D!\r")
        assert "<ve!rsion>" in screen.lines
        screen.type("\x12sion\x1bdX\r")
        assert "<ve!rX>" in screen.lines or "<ve!X>" in screen.lines

    def test_only_lines_of_the_main_prompt_are_kept(self) -> None:
        history = MemoryHistory()
        screen = Screen(history=history)
        screen.type("secret\rironport\rfile\ranswer\r\r  \r hidden\rfile\rx\rwho\rwho\r")
        assert history.load() == ["secret", "file", "who"]

    def test_questions_have_no_history(self) -> None:
        screen = Screen()
        screen.type(f"file\r{UP}{UP}x\r")
        assert "(x)" in screen.lines

    def test_trouble_with_the_file_is_said_once(self) -> None:
        class Full(MemoryHistory):
            def append(self, line: str) -> None:
                raise OSError(28, "No space left on device")

        screen = Screen(history=Full())
        screen.type("who\rwhoami\r")
        assert screen.seen.count("The command history cannot be kept: No space left on device") == 1
        screen.type(UP)
        assert screen.lines[-1] == "mail> whoami"


class TestCompletion:
    def test_beginning_that_is_shared_then_the_list(self) -> None:
        screen = Screen()
        screen.type("s\t")
        assert screen.lines == ["", "mail> set"]
        screen.type("\t")
        assert screen.lines[1:] == [
            "mail> set",
            "setgateway, sethostname, settime, settz",
            "mail> set",
        ]
        screen.type("h\t\r")
        assert "<sethostname>" in screen.lines

    def test_in_the_middle_of_a_line(self) -> None:
        screen = Screen()
        screen.type(f"vers; who{HOME}{RIGHT * 4}\t\r")
        assert "<version ; who>" in screen.lines

    def test_only_the_first_word_of_each_command(self) -> None:
        screen = Screen()
        screen.type("version wh\t\r")
        assert "<version wh>" in screen.lines
        screen.type("version; whoa\t\r")
        assert "<version; whoami>" in screen.lines

    def test_answers_are_completed_where_the_question_says_so(self) -> None:
        screen = Screen()
        screen.type("file\rMY\t\t")
        assert screen.lines[-2:] == ["my cert.pem, my key.pem", "[]> my"]
        screen.type("k\t\r")
        assert "(my key.pem)" in screen.lines

    def test_nothing_to_complete_is_a_bell(self) -> None:
        screen = Screen()
        screen.type("file\rzzz\t")
        assert screen.pieces[-1].endswith(b"zzz\a")
        screen.type("\x03secret\r\t\r")
        assert "1" in screen.lines


class TestPasteAndTypeAhead:
    def test_lines_answer_successive_questions(self) -> None:
        screen = Screen(rows=30)
        screen.type("file\rmine\rsecret\rironport\rpaste\ra\rb\r.\rwho\r")
        assert [line for line in screen.lines if line] == [
            "mail> file",
            "Which file?",
            "[]> mine",
            "(mine)",
            "mail> secret",
            "Passphrase:",
            "8",
            "mail> paste",
            "Paste now.",
            "a",
            "b",
            ".",
            "4 characters",
            "mail> who",
            "<who>",
            "mail>",
        ]

    def test_also_while_work_is_done_in_between(self) -> None:
        worker = HeldWorker()
        screen = Screen(worker=worker, rows=20)
        screen.type("work\rwho\rhalf")
        assert screen.lines == ["", "mail> work"]
        worker.finish_job()
        assert screen.lines[1:] == [
            "mail> work", "worked", "", "mail> who", "<who>", "", "mail> half",
        ]  # fmt: skip

    def test_bracketed_paste_is_text_and_line_ends(self) -> None:
        screen = Screen(rows=20)
        screen.type("\x1b[200~one\ttab\x01\x1b[D\nfile\r\nmine\nwho\x1b[201~\x01x\r")
        assert [line for line in screen.lines if line.startswith(("<", "("))] == [
            "<one tab>", "(mine)", "<xwho>",
        ]  # fmt: skip

    def test_bracketed_paste_into_a_block_and_a_secret(self) -> None:
        screen = Screen(rows=20)
        screen.type("paste\r\x1b[200~a\nb\n\x1b[201~.\r")
        assert "4 characters" in screen.lines
        screen.type("secret\r\x1b[200~ironport\x1b[201~\r")
        assert "8" in screen.lines

    def test_a_paste_that_never_ends_is_left_with_control_c(self) -> None:
        screen = Screen()
        screen.type("\x1b[200~who\x03")
        screen.type(f"ho{HOME}w\r")
        assert "<who>" in screen.lines

    def test_a_megabyte_into_a_block(self) -> None:
        blocks: list[str] = []

        async def talk(dialogue: Dialogue) -> None:
            blocks.append((await ReadBlock(".")).text)

        terminal = Terminal(TtyFront, InlineWorker())
        terminal.start(talk)
        text = ("M" * 63 + "\n") * (BLOCK_LIMIT // 64)
        sent = text.encode().replace(b"\n", b"\r") + b".\r"
        for position in range(0, len(sent), 32768):
            terminal.type(sent[position : position + 32768])
        assert blocks == [text]
        assert terminal.seen.count("M\r\n") == BLOCK_LIMIT // 64

    def test_bracketed_paste_is_switched_on_and_off_again(self) -> None:
        screen = Screen()
        screen.type(f"x{LEFT}\r")
        screen.type("\x04")
        assert screen.seen.count("\x1b[?2004h") == 1
        assert screen.seen.startswith("\x1b[?2004h")
        assert screen.seen.count("\x1b[?2004l") == 1
        assert screen.seen.endswith("\x1b[?2004l")


class TestPager:
    def test_erases_its_prompt(self) -> None:
        screen = Screen()
        screen.type("page\r")
        assert screen.lines[-2:] == ["line 11", "-Press Any Key For More-"]
        screen.type(LEFT)
        assert screen.lines[-4:] == ["line 19", "line 20", "", "mail>"]
        assert not any("Press" in line for line in screen.lines)

    def test_control_c_leaves_nothing_of_it(self) -> None:
        screen = Screen()
        screen.type("page\r\x03")
        assert "-Press" not in "".join(screen.lines)
        assert screen.lines[-3:] == ["interrupted", "", "mail>"]


class TestResize:
    def test_takes_effect_at_the_next_line(self) -> None:
        screen = Screen()
        screen.resize(60, 12)
        screen.type("a" * 50 + LEFT + "b\r")
        assert screen.lines[1] == f"mail> {'a' * 49}ba"

    def test_while_editing(self) -> None:
        screen = Screen()
        screen.type("one two" + LEFT)
        screen.resize(60, 20)
        assert (screen.lines, screen.cursor) == (["", "mail> one two"], (1, 12))
        screen.resize(30, 10)
        screen.type("!\r")
        assert screen.lines[1:3] == ["mail> one tw!o", "<one tw!o>"]

    def test_size_of_nothing_is_the_usual_one(self) -> None:
        screen = Screen(columns=80, rows=24)
        screen.front.resize(0, 0)
        screen.type("a" * 70 + LEFT + "\r")
        assert screen.lines[1] == f"mail> {'a' * 70}"

    def test_before_and_after_everything(self) -> None:
        screen = Screen()
        screen.type("\x04")
        screen.front.resize(70, 20)


class TestSessions:
    def test_sessions_in_one_process_know_nothing_of_each_other(self) -> None:
        one, other = Screen(), Screen()
        one.type("killed\x15")
        other.type("typed")
        one.type("\x12ki")
        other.type(f"\x19{LEFT}")
        one.type("\x07\x19")
        other.type("\x12ki\x07\r")
        assert "<typed>" in other.lines
        one.type("\r")
        assert "<killed>" in one.lines

    def test_threads_too(self) -> None:
        screens = [Screen() for _ in range(4)]

        def run(screen: Screen, number: int) -> None:
            for turn in range(20):
                screen.type(f"{number}{turn}{LEFT}x\r")

        threads = [
            threading.Thread(target=run, args=each) for each in zip(screens, range(4), strict=True)
        ]
        usual = sys.getswitchinterval()
        sys.setswitchinterval(1e-5)
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            sys.setswitchinterval(usual)
        for number, screen in enumerate(screens):
            text = f"{number}19"
            assert f"<{text[:-1]}x{text[-1]}>" in screen.lines

    def test_nothing_stays_behind(self) -> None:
        screen = Screen()
        screen.type(f"half a line{LEFT}")
        front = weakref.ref(screen.front)
        editor = weakref.ref(screen.front._line._editor)  # type: ignore[attr-defined]
        screen.front.hang_up()
        del screen
        gc.collect()
        assert (front(), editor()) == (None, None)

    def test_hang_up_sends_nothing(self) -> None:
        screen = Screen()
        screen.type(f"half{LEFT}")
        before = screen.seen
        screen.front.hang_up()
        assert screen.seen == before
        assert screen.ends == [None]

    def test_end_of_input_and_signals(self) -> None:
        ends: list[str] = []

        async def talk(dialogue: Dialogue) -> None:
            for _ in range(2):
                try:
                    await ReadLine("> ")
                except Interrupted:
                    ends.append("interrupted")
                except EndOfInput:
                    ends.append("end")

        screen = Screen(talk)
        screen.type(f"half{LEFT}")
        screen.front.interrupt()
        screen.front.end_of_input()
        assert ends == ["interrupted", "end"]
