import asyncio
import os
import signal
import threading
import warnings
from typing import Any

import pytest

from esatui.fronts.loop import LoopWorker
from esatui.fronts.plain import PlainFront
from esatui.fronts.reactor import Reactor
from esatui.fronts.worker import InlineWorker
from esatui.requests import Interrupted, Pause, Work
from state.clock import SystemClock
from tests.fronts.talk import Terminal


def fail() -> None:
    raise ArithmeticError


class TestInline:
    def test_does_everything_at_once(self) -> None:
        seen: list[Any] = []
        worker = InlineWorker()
        worker.submit(lambda: 7, seen.append, seen.append)
        worker.submit(fail, seen.append, lambda error: seen.append(type(error)))
        worker.later(0.001, lambda: seen.append("later"))()
        assert seen == [7, ArithmeticError, "later"]


class TestLoop:
    def test_reports_in_the_thread_of_the_loop(self) -> None:
        async def main() -> None:
            worker = LoopWorker(asyncio.get_running_loop())
            results: asyncio.Queue[Any] = asyncio.Queue()
            here = threading.get_ident()

            def done(thread: int) -> None:
                results.put_nowait((thread != here, threading.get_ident() == here))

            worker.submit(threading.get_ident, done, results.put_nowait)
            assert await results.get() == (True, True)
            worker.submit(fail, done, results.put_nowait)
            assert isinstance(await results.get(), ArithmeticError)
            worker.later(0.001, lambda: results.put_nowait("later"))
            cancel = worker.later(0.0005, lambda: results.put_nowait("never"))
            cancel()
            assert await results.get() == "later"
            worker.close()

        asyncio.run(main())

    def test_slow_call_holds_up_nobody(self) -> None:
        async def main() -> None:
            worker = LoopWorker(asyncio.get_running_loop())
            go_on = threading.Event()
            order: list[str] = []
            over = asyncio.Event()

            async def slow(dialogue: Any) -> None:
                await Work(go_on.wait)
                order.append("slow")
                over.set()

            async def quick(dialogue: Any) -> None:
                await Work(lambda: None)
                order.append("quick")
                go_on.set()

            first, second = Terminal(PlainFront, worker), Terminal(PlainFront, worker)
            first.start(slow)
            second.start(quick)
            await over.wait()
            assert order == ["quick", "slow"]
            worker.close()

        asyncio.run(main())

    def test_late_result_of_a_session_that_is_gone_is_dropped(self) -> None:
        async def main() -> None:
            worker = LoopWorker(asyncio.get_running_loop())
            go_on, over = threading.Event(), asyncio.Event()

            async def slow(dialogue: Any) -> None:
                await Work(go_on.wait)

            terminal = Terminal(PlainFront, worker)
            terminal.start(slow)
            terminal.front.hang_up()
            assert terminal.ends == [None]
            go_on.set()
            worker.submit(lambda: None, lambda _: over.set(), lambda _: over.set())
            await over.wait()
            worker.close()
            worker.close()
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            assert tasks == set()

        with warnings.catch_warnings():
            warnings.simplefilter("error")
            asyncio.run(main())
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("work")]


class TestReactor:
    @pytest.fixture
    def reactor(self) -> Any:
        reactor = Reactor(SystemClock())
        yield reactor
        reactor.close()

    def test_runs_timers_in_their_order(self, reactor: Reactor) -> None:
        seen: list[str] = []
        reactor.later(0.002, lambda: seen.append("second"))
        reactor.later(0.001, lambda: seen.append("first"))
        reactor.later(0.001, lambda: seen.append("never"))()
        while len(seen) < 2:
            reactor.wait(None, 5)
        assert seen == ["first", "second"]

    def test_brings_results_of_threads(self, reactor: Reactor) -> None:
        seen: list[Any] = []
        reactor.submit(lambda: threading.current_thread().name, seen.append, seen.append)
        while not seen:
            reactor.wait(None, 5)
        reactor.submit(fail, seen.append, seen.append)
        while len(seen) < 2:
            reactor.wait(None, 5)
        assert seen[0] == "work"
        assert isinstance(seen[1], ArithmeticError)

    def test_brings_signals_and_input(self, reactor: Reactor) -> None:
        source, sink = os.pipe()
        with reactor.watching([signal.SIGWINCH]):
            os.kill(os.getpid(), signal.SIGWINCH)
            assert reactor.wait(source, 5) == (False, [signal.SIGWINCH])
        os.write(sink, b"x")
        assert reactor.wait(source, 5) == (True, [])
        assert signal.getsignal(signal.SIGWINCH) == signal.SIG_DFL
        os.close(source)
        os.close(sink)

    def test_interrupt_ends_a_pause(self, reactor: Reactor) -> None:
        async def follow(dialogue: Any) -> None:
            await Pause(1000)

        terminal = Terminal(PlainFront, reactor)
        terminal.start(follow)
        terminal.type("\x03")
        assert [type(end) for end in terminal.ends] == [Interrupted]
