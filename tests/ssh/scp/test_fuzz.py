"""Whatever a client sends, a copy ends with a status, writes no other place and raises nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from esatui.ssh.scp.errors import ScpError
from esatui.ssh.scp.request import parse_request
from tests.ssh.scp.peer import Peer

RECORDS = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [
            b"C0644 5 a\n",
            b"hello\0",
            b"D0755 0 d\n",
            b"E\n",
            b"T1 0 1 0\n",
            b"\0",
            b"\1error\n",
            b"\2fatal\n",
            b"C0644 0 ../x\n",
            b"C0644 999999999 big\n",
            b"C0600 3 \xff\n",
        ]
    ),
    st.builds(
        lambda mode, size, name: f"C{mode} {size} {name}\n".encode("utf-8", "surrogatepass"),
        st.text("01234567", min_size=3, max_size=5),
        st.integers(-5, 40),
        st.text(max_size=12),
    ),
)
COMMANDS = st.sampled_from(
    ["scp -t /configuration", "scp -r -p -t .", "scp -d -t configuration", "scp -t x"]
)
DOWNLOADS = st.sampled_from(
    ["scp -f kept", "scp -r -p -f /configuration", "scp -f *", "scp -f ../outside kept"]
)


@settings(max_examples=60, deadline=None)
@given(COMMANDS | DOWNLOADS, st.lists(RECORDS, max_size=12), st.booleans())
def test_any_conversation(command: str, records: list[bytes], gone: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        state = Path(name) / "state"
        configuration = state / "configuration"
        configuration.mkdir(parents=True)
        (configuration / "kept").write_bytes(b"kept")
        (Path(name) / "outside").write_bytes(b"outside")
        peer = Peer(state, command)
        for record in records:
            peer.send(record)
        if gone:
            peer.server.hang_up()
            peer.worker.run()
        else:
            peer.close()
            assert peer.status in (0, 1)
        assert peer.quota.reserved == 0
        assert sorted(path.name for path in state.iterdir()) == ["configuration"]
        assert (Path(name) / "outside").read_bytes() == b"outside"
        for path in configuration.iterdir():
            assert path.is_file()
            assert not path.name.startswith(".")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_command_line(text: str) -> None:
    try:
        said = "".join(parse_request(f"scp {text}").paths[:1]) and "a path"
    except ScpError as error:
        said = str(error)
    assert said.isprintable()
