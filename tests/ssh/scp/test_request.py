"""The command line of a copy."""

import pytest

from esatui.ssh.scp.errors import ScpError
from esatui.ssh.scp.request import ScpRequest, is_scp, parse_request


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("scp -t x", True),
        ("  /usr/bin/scp -f x", True),
        ("scp", True),
        ("scpx", False),
        ("version; scp -t x", False),
        ("", False),
        ("   ", False),
    ],
)
def test_is_scp(command: str, answer: bool) -> None:
    assert is_scp(command) is answer


def test_options() -> None:
    assert parse_request("scp -v -prd -t -- -x") == ScpRequest(
        upload=True, paths=("-x",), recursive=True, times=True, into_directory=True
    )
    assert parse_request("scp -qf a 'b c' d\\ e") == ScpRequest(
        upload=False, paths=("a", "b c", "d e")
    )


@pytest.mark.parametrize(
    "command",
    [
        "scp",
        "scp -t",
        "scp -f",
        "scp x",
        "scp -tf x",
        "scp -t a b",
        "scp -S /bin/sh -t x",
        "scp -t 'open",
        "scp -t x\\",
        "scp --help",
        "scp -t " + "x" * 9000,
    ],
)
def test_refused(command: str) -> None:
    with pytest.raises(ScpError) as refused:
        parse_request(command)
    assert str(refused.value).isprintable()
