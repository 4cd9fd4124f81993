"""Textual's private names that `esatui/dashboard` needs, each with what it is needed for.

They may go with any version of Textual; these tests say which one went.
"""

from __future__ import annotations

import inspect

from textual import messages
from textual._styles_cache import StylesCache
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver
from textual.filter import ANSIToTruecolor
from textual.message_pump import MessagePump
from textual.widget import Widget


def test_process_messages_runs_after_the_task_factory_was_set() -> None:
    source = inspect.getsource(App.run_async)
    assert source.index("set_task_factory") < source.index("_process_messages")


def test_capture_streams_are_what_standard_output_becomes() -> None:
    source = inspect.getsource(App._process_messages)
    assert "redirect_stdout(self._capture_stdout)" in source
    assert "redirect_stderr(self._capture_stderr)" in source


def test_exception_holds_the_bug_that_ended_the_app() -> None:
    assert "self._exception = error" in inspect.getsource(App._handle_exception)


def test_fatal_error_prints_and_closes_the_messages() -> None:
    source = inspect.getsource(App._fatal_error)
    assert "self._close_messages_no_wait()" in source
    assert "_close_messages_no_wait" in vars(MessagePump)


def test_the_first_filter_is_the_one_of_the_sixteen_colours() -> None:
    assert isinstance(App()._filters[0], ANSIToTruecolor)


def test_driver_names() -> None:
    source = inspect.getsource(Driver.__init__)
    for name in ("_app", "_loop", "_size", "_down_buttons"):
        assert f"self.{name}" in source, name


def test_parser_of_terminal_input() -> None:
    parser = XTermParser()
    assert [message.__class__.__name__ for message in parser.feed("a")] == ["Key"]
    assert list(parser.feed("\x1b")) == []
    assert list(parser.tick()) == []


def test_synchronized_output_is_switched_on_by_its_message() -> None:
    assert hasattr(messages, "TerminalSupportsSynchronizedOutput")
    assert hasattr(App, "_on_terminal_supports_synchronized_output")


def test_the_lines_of_a_widget_are_kept_for_speed_only() -> None:
    widget = Widget()
    widget._styles_cache.clear()
    assert "will cause the content to re-render" in (StylesCache.clear.__doc__ or "")
    assert "self.post_display_hook()" in inspect.getsource(App._display)
