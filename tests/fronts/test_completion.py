import pytest

from esatui.fronts.completion import Completion, complete, listing

COMMANDS = ("setgateway", "sethostname", "settime", "settz", "version")
FILES = ("My Cert.pem", "my key.pem", "other.p12")


@pytest.mark.parametrize(
    ("before", "completion"),
    [
        ("v", Completion(0, "version ")),
        ("VER", Completion(0, "version ")),
        ("s", Completion(0, "set")),
        ("set", Completion(0, "set", COMMANDS[:4])),
        ("  v", Completion(2, "version ")),
        ("version; sett", Completion(9, "sett", ("settime", "settz"))),
        ('commit "a; v', None),
        ("version v", None),
        ("version ", None),
        ("x", None),
        ("", Completion(0, "", COMMANDS)),
    ],
)
def test_command_names(before: str, completion: Completion | None) -> None:
    assert complete(before, COMMANDS, command=True) == completion


@pytest.mark.parametrize(
    ("before", "completion"),
    [
        ("o", Completion(0, "other.p12")),
        ("m", Completion(0, "My ")),
        ("my ", Completion(0, "my ", FILES[:2])),
        ("my k", Completion(0, "my key.pem")),
        ("; o", None),
    ],
)
def test_answers(before: str, completion: Completion | None) -> None:
    assert complete(before, FILES, command=False) == completion


def test_listing_is_the_appliances_and_bounded() -> None:
    assert listing(COMMANDS[:4], 80) == "setgateway, sethostname, settime, settz"
    assert listing(COMMANDS[:4], 26) == "setgateway, sethostname,\nsettime, settz"
    assert listing(["한국어.pem", "일본어.pem"], 22) == "한국어.pem,\n일본어.pem"
    long = listing([f"name{number}" for number in range(10000)], 60)
    assert long.endswith("name199, ...")
    assert max(map(len, long.split("\n"))) < 60
    assert listing(["a", "b"], 1) == "a,\nb"
