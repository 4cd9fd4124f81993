"""Counters: totals, what other processes see, numbers that never come twice."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from esatui.services import counters as module
from esatui.services.counters import BLOCK, CounterKeeper
from state.clock import FrozenClock
from state.counter_files import CounterFiles
from state.counters import Counter, GatewayStatus, MailCounters, Rate
from state.errors import StateError

MOMENT = datetime(2024, 5, 20, 10, 30, tzinfo=UTC)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(MOMENT)


@pytest.fixture
def keeper(tmp_path: Path, clock: FrozenClock) -> Iterator[CounterKeeper]:
    keeper = CounterKeeper(tmp_path, clock)
    yield keeper
    keeper.close()


def seen(directory: Path) -> MailCounters:
    return CounterFiles(directory).counters(MOMENT)


def test_nothing_has_happened(keeper: CounterKeeper, tmp_path: Path) -> None:
    assert keeper.snapshot().messages_received == Counter()
    assert seen(tmp_path / "elsewhere").last_mid == 0
    assert CounterFiles(tmp_path / "elsewhere").hosts() == {}
    assert not CounterFiles(tmp_path / "elsewhere").running()


def test_counting(keeper: CounterKeeper) -> None:
    keeper.count("messages_received")
    keeper.count("recipients_received", 3)
    counters = keeper.snapshot()
    assert counters.messages_received == Counter(1, 1, 1)
    assert counters.recipients_received == Counter(3, 3, 3)


def test_others_see_since_when_it_counts(tmp_path: Path, clock: FrozenClock) -> None:
    """Whoever counts next begins anew; while nobody does there is no such time."""
    first = CounterKeeper(tmp_path, clock)
    first.close()
    assert seen(tmp_path).started is None
    clock.advance(60)
    second = CounterKeeper(tmp_path, clock)
    second.count("messages_received")
    assert second.snapshot().started == MOMENT + timedelta(seconds=60)
    while (found := seen(tmp_path)).messages_received.uptime != 1:
        continue
    assert found.started == MOMENT + timedelta(seconds=60)
    second.close()


def test_totals_are_the_sums_of_their_parts(keeper: CounterKeeper) -> None:
    keeper.count("delivered_recipients", 5, domain="example.net")
    keeper.count("dns_hard_bounces", domain="example.net")
    keeper.count("smtp_hard_bounces", 2, domain="example.net")
    keeper.count("expired_hard_bounces", domain="Example.COM")
    keeper.count("deleted_recipients")
    keeper.count("soft_bounces", domain="example.net")
    counters = keeper.snapshot()
    assert counters.completed_recipients.uptime == 10
    assert counters.hard_bounces.uptime == 4
    host = keeper.hosts()["example.net"]
    assert (host.completed_recipients, host.hard_bounces, host.soft_bounces) == (8, 3, 1)
    assert keeper.hosts()["example.com"].completed_recipients == 1


def test_gauges(keeper: CounterKeeper) -> None:
    keeper.gauge("inbound_connections", 1)
    keeper.gauge("inbound_connections", 1)
    keeper.gauge("inbound_connections", -1)
    keeper.set_gauge("kilobytes_used", 77)
    counters = keeper.snapshot()
    assert (counters.inbound_connections, counters.kilobytes_used) == (1, 77)
    assert counters.kilobytes_free == 8_388_608


def test_a_restart(tmp_path: Path, clock: FrozenClock) -> None:
    first = CounterKeeper(tmp_path, clock)
    first.count("delivered_recipients", 2, domain="example.net")
    first.gauge("outbound_connections", 1)
    first.host("example.net").outbound_connections = 1
    first.oldest_message(MOMENT)
    first.close()
    second = CounterKeeper(tmp_path, clock)
    second.count("delivered_recipients")
    counters = second.snapshot()
    second.close()
    assert counters.delivered_recipients == Counter(3, 1, 3)
    assert counters.outbound_connections == 0
    assert counters.oldest_message is None
    assert second.hosts()["example.net"].delivered_recipients == 2
    assert second.hosts()["example.net"].outbound_connections == 0


def test_one_process_at_a_time(keeper: CounterKeeper, tmp_path: Path, clock: FrozenClock) -> None:
    assert CounterFiles(tmp_path).running()
    with pytest.raises(StateError) as fault:
        CounterKeeper(tmp_path, clock)
    assert fault.value.text == "Another process runs the services of this appliance."
    keeper.close()
    assert not CounterFiles(tmp_path).running()
    CounterKeeper(tmp_path, clock).close()


def wait_for(directory: Path, mid: int) -> MailCounters:
    """Return the counters as another process sees them, once it sees this MID."""
    counters = seen(directory)
    while counters.last_mid != mid:
        counters = seen(directory)
    return counters


def test_other_processes_see_it(keeper: CounterKeeper, tmp_path: Path) -> None:
    keeper.count("messages_received", 7)
    keeper.gauge("inbound_connections", 2)
    keeper.oldest_message(MOMENT)
    host = keeper.host("example.net")
    host.up = True
    host.last_activity = MOMENT
    host.addresses = [(10, ["10.0.0.1", "10.0.0.2"])]
    host.mx = [(10, 3144, "mx.example.net")]
    host.gateways = {"Management": GatewayStatus(last_activity=MOMENT, recipients=1)}
    wait_for(tmp_path, keeper.next_mid())
    keeper.close()
    assert seen(tmp_path).messages_received == Counter(7, 0, 7)
    assert CounterFiles(tmp_path).hosts() == {"example.net": host}


def test_connections_of_a_process_that_is_gone_are_gone(tmp_path: Path) -> None:
    code = f"""
from datetime import UTC, datetime
from pathlib import Path
from esatui.services.counters import CounterKeeper
from state.clock import SystemClock

keeper = CounterKeeper(Path({str(tmp_path)!r}), SystemClock())
keeper.gauge("inbound_connections", 3)
keeper.set_gauge("work_queue", 4)
keeper.host("example.net").outbound_connections = 2
print(keeper.next_mid(), flush=True)
input()
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    counters = wait_for(tmp_path, int(process.stdout.readline()))
    assert counters.inbound_connections == 3
    while "example.net" not in CounterFiles(tmp_path).hosts():
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate()
    counters = seen(tmp_path)
    assert (counters.inbound_connections, counters.work_queue) == (0, 4)
    assert CounterFiles(tmp_path).hosts()["example.net"].outbound_connections == 0


def test_numbers_count_by_one(keeper: CounterKeeper) -> None:
    assert [keeper.next_mid() for _ in range(3)] == [1, 2, 3]
    assert [keeper.next_icid() for _ in range(2)] == [1, 2]
    assert keeper.next_dcid() == 1
    counters = keeper.snapshot()
    assert (counters.last_mid, counters.last_icid, counters.last_dcid) == (3, 2, 1)


def test_numbers_go_on_after_a_restart(tmp_path: Path, clock: FrozenClock) -> None:
    expected = 0
    for _ in range(3):
        keeper = CounterKeeper(tmp_path, clock)
        for _ in range(BLOCK + 1):
            expected += 1
            assert keeper.next_mid() == expected
        keeper.close()


def test_numbers_that_were_used_are_not_given_out(keeper: CounterKeeper) -> None:
    keeper.beyond(mid=5000, dcid=3)
    keeper.beyond(mid=10)
    assert keeper.next_mid() == 5001
    assert keeper.next_dcid() == 4
    assert keeper.next_icid() == 1


def test_numbers_never_come_twice_though_processes_are_killed(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from esatui.services.counters import CounterKeeper
from state.clock import SystemClock

keeper = CounterKeeper(Path({str(tmp_path)!r}), SystemClock())
while True:
    print(keeper.next_mid(), keeper.next_icid(), flush=True)
    if keeper.snapshot().last_mid % 3 == 0:
        keeper.next_icid()
"""
    last_mid = last_icid = 0
    for turn in range(3):
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(300 + 900 * turn)]
        process.send_signal(signal.SIGKILL)
        lines += process.communicate()[0].splitlines(keepends=True)
        for line in lines:
            if line.endswith("\n"):
                mid, icid = map(int, line.split())
                assert mid > last_mid
                assert icid > last_icid
                last_mid, last_icid = mid, icid


def test_a_disk_that_refuses_gives_no_numbers(keeper: CounterKeeper, tmp_path: Path) -> None:
    last = [keeper.next_mid() for _ in range(BLOCK)][-1]
    (tmp_path / "counters").rename(tmp_path / "moved")
    with pytest.raises(FileNotFoundError):
        keeper.next_mid()
    (tmp_path / "moved").rename(tmp_path / "counters")
    assert keeper.next_mid() == last + 1


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b'{"ids":{"mid":"x"}}', b"\xff\xfe", b"[" * 100_000, b'{"mid":1e400}'],
)
def test_damaged_files(tmp_path: Path, clock: FrozenClock, damage: bytes) -> None:
    keeper = CounterKeeper(tmp_path, clock)
    keeper.next_mid()
    keeper.close()
    for name in ("counters.json", "hosts.json"):
        (tmp_path / "counters" / name).write_bytes(damage)
    assert seen(tmp_path).last_mid == 0
    assert CounterFiles(tmp_path).hosts() == {}
    keeper = CounterKeeper(tmp_path, clock)
    assert keeper.next_mid() == 2
    keeper.close()


def test_nothing_is_written_while_nothing_happens(
    tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    original = module._write

    def counting(directory: Path, name: str, data: bytes, *, sync: bool = False) -> None:
        written.append(name)
        original(directory, name, data, sync=sync)

    monkeypatch.setattr(module, "_write", counting)
    monkeypatch.setattr(module, "SAVE_SECONDS", 0.0)
    monkeypatch.setattr(module, "SHARE", 0)
    keeper = CounterKeeper(tmp_path, clock)
    # That it counts now is written down, too.
    while written.count("hosts.json") < 1:
        continue
    keeper.count("messages_received")
    while written.count("hosts.json") < 2:
        continue
    assert written == ["counters.json", "hosts.json"] * 2
    for _ in range(1000):
        keeper.snapshot()
    assert written == ["counters.json", "hosts.json"] * 2
    keeper.close()


def test_rates(keeper: CounterKeeper, clock: FrozenClock) -> None:
    keeper.count("messages_received", 10)
    assert keeper.snapshot().rates["messages_received"] == Rate(600, 120, 40)
    clock.advance(59)
    assert keeper.snapshot().rates["messages_received"] == Rate(600, 120, 40)
    clock.advance(1)
    keeper.count("messages_received", 5)
    assert keeper.snapshot().rates["messages_received"] == Rate(300, 180, 60)
    clock.advance(300)
    assert keeper.snapshot().rates["messages_received"] == Rate(0, 0, 60)
    clock.advance(600)
    assert keeper.snapshot().rates["messages_received"] == Rate(0, 0, 0)
    assert keeper.snapshot().rates["soft_bounces"] == Rate()


def test_rates_survive_a_restart_and_a_clock_that_is_set_back(
    tmp_path: Path, clock: FrozenClock
) -> None:
    keeper = CounterKeeper(tmp_path, clock)
    keeper.count("messages_received", 10)
    keeper.close()
    clock.advance(30)
    keeper = CounterKeeper(tmp_path, clock)
    assert keeper.snapshot().rates["messages_received"].one == 600
    clock.advance(-86400)
    keeper.count("messages_received", 1)
    assert keeper.snapshot().rates["messages_received"] == Rate(60, 12, 4)
    keeper.close()


def test_memory_of_rates_is_bounded(keeper: CounterKeeper, clock: FrozenClock) -> None:
    for _ in range(5000):
        keeper.count("messages_received")
        clock.advance(5)
    assert len(keeper._data.buckets["messages_received"]) <= 181


def test_domains_without_mail_are_forgotten_first(
    keeper: CounterKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HOSTS_KEPT", 5)
    for number in range(5):
        keeper.host(f"d{number}.example").last_activity = MOMENT - timedelta(hours=number)
    keeper.host("d4.example").attempted_recipients = 1
    for number in range(5, 9):
        keeper.host(f"d{number}.example").last_activity = MOMENT
    assert sorted(keeper.hosts()) == [f"d{number}.example" for number in (4, 5, 6, 7, 8)]


def test_numbers_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no room for a second file: the numbers are reserved in the one that is there."""
    keeper = CounterKeeper(tmp_path, FrozenClock(datetime(2026, 1, 1, tzinfo=UTC)))
    keeper.next_mid()
    write = module._write

    def full(*arguments: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_write", full)
    for _ in range(3 * BLOCK):
        keeper.next_mid()
    keeper.close()
    monkeypatch.setattr(module, "_write", write)
    again = CounterKeeper(tmp_path, FrozenClock(datetime(2026, 1, 1, tzinfo=UTC)))
    assert again.next_mid() == 3 * BLOCK + 2
    again.close()
