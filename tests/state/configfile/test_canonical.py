"""What can be written in several ways is kept in one."""

import pytest

from state.configfile.faults import ParseFault
from state.configfile.loading import load
from state.model.listeners import RecipientAccess
from tests.state.strategies import factory, key_source

DRAFT, KEYS = factory()


def listener(senders: str = "", rat: str = "", more: str = "") -> str:
    """Return a file with one listener."""
    return f"""\
[listeners]
{more}
[listeners.entries.In]
type = "public"
interface = "Management"
[listeners.entries.In.rat]
{rat}
[listeners.entries.In.hat]
order = ["MINE", "ALL"]
[listeners.entries.In.hat.policies.OPEN]
rule = "ACCEPT"
[listeners.entries.In.hat.groups.MINE]
policy = "OPEN"
senders = [{senders}]
[listeners.entries.In.hat.groups.ALL]
policy = "OPEN"
"""


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Mail.Example.COM", "mail.example.com"),
        (".Example.com", ".example.com"),
        ("SBRS[-1.0:10.0]", "sbrs[-1.0:10.0]"),
        ("sbrs[None]", "sbrs[none]"),
        ("192.0.2.1-9", "192.0.2.1-192.0.2.9"),
        ("192.0.2.77/24", "192.0.2.0/24"),
    ],
)
def test_senders(given: str, kept: str) -> None:
    draft = load(listener(senders=f'"{given}"'), DRAFT, key_source(KEYS))
    assert draft.listeners.entries["In"].hat.groups["MINE"].senders == (kept,)


@pytest.mark.parametrize("given", ["", "a b", "sbrs[x]", "sbrs[1:2:3]", "300.1.1.1", "a,b"])
def test_no_senders(given: str) -> None:
    with pytest.raises(ParseFault, match=r'^Parsing failed: listener "In": sender: '):
        load(listener(senders=f'"{given}"'), DRAFT, key_source(KEYS))


@pytest.mark.parametrize(
    ("given", "kept"),
    [("all", "ALL"), ("Example.COM", "example.com"), ("Joe@Example.com", "Joe@example.com")],
)
def test_recipients(given: str, kept: str) -> None:
    draft = load(listener(rat=f'"{given}" = {{accept = true}}'), DRAFT, key_source(KEYS))
    assert draft.listeners.entries["In"].rat == {kept: RecipientAccess()}


def test_the_same_recipient_twice() -> None:
    rat = '"a.b" = {accept = true}\n"A.b" = {accept = false}'
    with pytest.raises(ParseFault) as caught:
        load(listener(rat=rat), DRAFT, key_source(KEYS))
    assert caught.value.text == (
        'Parsing failed: listener "In": A recipient is there twice, in two ways of writing it.'
    )


def test_durations() -> None:
    draft = load(listener(more='timeout = "90"'), DRAFT, key_source(KEYS))
    assert draft.listeners.timeout == "90s"
    with pytest.raises(ParseFault, match=r"^Parsing failed: listeners: timeout: "):
        load(listener(more='timeout = "soon"'), DRAFT, key_source(KEYS))
