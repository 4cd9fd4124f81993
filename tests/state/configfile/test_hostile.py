"""Files that were made to do harm, and files that accidents have made.

Whatever comes in: either it is refused in the appliance's words, or the result is a valid
configuration. Sizes are chosen so that work that grows with their square would be noticed.
"""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from state.configfile.elements import MAX_DEPTH, MAX_ELEMENTS
from state.configfile.faults import NoData, ParseFault
from state.configfile.loading import load
from state.configfile.reading import MAX_BYTES
from state.model.configuration import Draft
from state.validation import faults
from tests.state.configfile.files import saved, toml_of
from tests.state.strategies import factory, key_source

DRAFT, KEYS = factory()
STORED = key_source(KEYS)
WHOLE_XML = saved(DRAFT).encode()
WHOLE_TOML = toml_of(DRAFT).encode()

SMALL_XML = b"""\
<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE config SYSTEM "config.dtd">
<!-- heading -->
<config>
  <hostname>mail.example.com</hostname>
  <delivery><interface/><max_concurrency>5</max_concurrency></delivery>
  <destinations><destination><domain>a.example</domain><table_tls>2</table_tls></destination></destinations>
  <adminaccess><banner>Gr&#252;\xfce</banner></adminaccess>
</config>"""
SMALL_TOML = """\
[delivery]
interface = ""
concurrency = 5
[destinations.entries."a.example"]
tls = "required"
[adminaccess]
banner = \"\"\"Gr\\u00fc
ü\"\"\"
""".encode()


def survives(data: bytes | str) -> Draft | None:
    """Load a file; return the configuration that became of it, or `None` when it was refused."""
    try:
        draft = load(data, DRAFT, STORED)
    except (ParseFault, NoData) as error:
        refusal = error.text
    else:
        return sound(draft)
    assert refusal == "No data to load" or refusal.startswith("Parsing failed: ")
    assert len(refusal) < 1000
    return None


def sound(draft: Draft) -> Draft:
    """Return a draft that was loaded, after a look at whether it is valid."""
    keys = {**KEYS, **draft.new_keys}
    assert [fault.text for fault in faults(draft, key_source(keys))] == []
    return draft


def test_the_small_files_are_sound() -> None:
    assert survives(SMALL_XML) is not None
    assert survives(SMALL_TOML) is not None


@pytest.mark.parametrize("length", range(len(SMALL_XML)))
def test_xml_that_ends_too_early_is_refused(length: int) -> None:
    assert survives(SMALL_XML[:length]) is None


@pytest.mark.parametrize("length", range(len(SMALL_TOML)))
def test_toml_that_ends_too_early(length: int) -> None:
    survives(SMALL_TOML[:length])


@given(st.integers(0, len(WHOLE_XML) - len("</config>\n")))
@settings(max_examples=50, deadline=None)
def test_a_whole_file_that_ends_too_early_is_refused(length: int) -> None:
    assert survives(WHOLE_XML[:length]) is None


@pytest.mark.parametrize("original", [SMALL_XML, SMALL_TOML, WHOLE_XML, WHOLE_TOML])
@pytest.mark.parametrize("seed", range(60))
def test_random_damage(original: bytes, seed: int) -> None:
    source = random.Random(seed)
    damaged = bytearray(original)
    for _ in range(source.randint(1, 8)):
        position = source.randrange(len(damaged))
        kind = source.randrange(5)
        if kind == 0:
            damaged[position] = source.randrange(256)
        elif kind == 1:
            del damaged[position : position + source.randint(1, 40)]
        elif kind == 2:
            damaged[position:position] = source.randbytes(source.randint(1, 8))
        elif kind == 3:
            piece = damaged[position : position + source.randint(1, 400)]
            other = source.randrange(len(damaged))
            damaged[other:other] = piece
        else:
            damaged[position:position] = source.choice(
                [b"0", b"-", b"9999999999", b"<", b"]]>", b'"']
            )
    survives(bytes(damaged))


@given(st.binary(max_size=200))
def test_random_bytes(data: bytes) -> None:
    survives(data)


@given(st.text(max_size=200))
def test_random_text(text: str) -> None:
    survives(text)
    survives(f"<config>{text}</config>")
    survives(f"<config><adminaccess><banner>{text}</banner></adminaccess></config>")


ENTITY = """<?xml version="1.0"?>
<!DOCTYPE config [
  <!ENTITY a "{}">
  <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
  <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<config><hostname>&c;</hostname></config>"""


@pytest.mark.parametrize(
    "text",
    [
        ENTITY.format("x" * 10),
        ENTITY.format("x" * 1_000_000),
        '<!DOCTYPE config [<!ENTITY a SYSTEM "file:///etc/passwd">]><config><hostname>&a;</hostname></config>',
        '<!DOCTYPE config [<!ENTITY % a SYSTEM "http://192.0.2.1/"> %a;]><config/>',
        '<!DOCTYPE config SYSTEM "file:///etc/passwd"><config><hostname>&root;</hostname></config>',
        "<config><hostname>&nbsp;</hostname></config>",
        '<!DOCTYPE config [<!ATTLIST hostname a CDATA "b">]><config><hostname>a.b</hostname></config>',
    ],
)
def test_entities_and_declarations_are_refused(text: str) -> None:
    assert survives(text) is None


def test_a_document_type_outside_of_the_file_is_never_fetched() -> None:
    text = '<!DOCTYPE config PUBLIC "x" "http://192.0.2.1/config.dtd"><config/>'
    assert survives(text) == DRAFT


@pytest.mark.parametrize(
    "text",
    [
        "<config>" * (MAX_DEPTH + 1),
        "<config>" * 200_000,
        "<config>" + "<ssl/>" * (MAX_ELEMENTS + 1) + "</config>",
        "<config>" + "<delivery>" * 20 + "</delivery>" * 20 + "</config>",
        "a = " + "[" * 100_000,
        "a = " + "{a = " * 100_000,
        "[" + "a." * 100_000 + "a]",
        "a" + ".a" * 100_000 + " = 1",
    ],
)
def test_deep_nesting_is_refused(text: str) -> None:
    assert survives(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "<config" + " a='b'" * 100_000 + "/>",
        "<config><hostname>" + "a\n" * 4_000_000 + "</hostname></config>",
        "<config><hostname>" + "&amp;" * 2_000_000 + "</hostname></config>",
        "<config><hostname>" + "<![CDATA[a]]>" * 300_000 + "</hostname></config>",
        "<config>" + "<!-- -->" * 500_000,
        "<config>" + "<hostname>a.b</hostname>" * 50_000 + "</config>",
        "<config><certificates>" + "<certificate/>" * 100_000 + "</certificates></config>",
        "<" + "a" * 4_000_000 + "/>",
        "delivery.concurrency = " + "1" * 1_000_000,
        "delivery.concurrency = 0x" + "f" * 1_000_000,
        "delivery.concurrency = 1e" + "9" * 1_000_000,
        'system.hostname = "' + "a" * 4_000_000 + '"',
        "adminaccess.allowed = [" + '"a",' * 500_000 + "]",
        "".join(f"[a{number}]\n" for number in range(100_000)),
        "\n".join(["[destinations.entries.a]"] * 100_000),
    ],
    ids=lambda text: repr(text[:30]),
)
def test_much_of_anything_is_refused(text: str) -> None:
    assert survives(text) is None


@pytest.mark.parametrize("data", [bytes(64 * 1024 * 1024), b"<" * (MAX_BYTES + 1)])
def test_a_file_beyond_the_limit_is_refused(data: bytes) -> None:
    assert survives(data) is None


@pytest.mark.parametrize(
    "text",
    [
        "<config>\0</config>",
        "<config><hostname>a\0b</hostname></config>",
        "<config><hostname>a&#0;b</hostname></config>",
        "<config><hostname>a&#xD800;b</hostname></config>",
        'system.hostname = "a\0b"',
        'system.hostname = "a\\u0000b"',
        'adminaccess.banner = "a\\u0000b"',
        '[destinations.entries."a\\u0000"]',
        '[users.accounts."a\\nb"]\nfull_name = "x"\nrole = "admin"\npassphrase = "x"',
    ],
)
def test_nul_and_other_control_characters_are_refused(text: str) -> None:
    assert survives(text) is None


def test_a_costly_hash_is_refused() -> None:
    """Whoever is asked for a passphrase must not have to wait for a minute."""
    text = '[users.accounts.admin]\nfull_name = "a"\nrole = "admin"\npassphrase = "{}"'
    salt, digest = "00" * 16, "00" * 32
    assert survives(text.format(f"scrypt$14$8$1${salt}${digest}")) is not None
    for cost in ("30$8$1", "14$1000$1", "14$8$1000", "0$8$1", "-1$8$1", "1" * 5000 + "$8$1"):
        assert survives(text.format(f"scrypt${cost}${salt}${digest}")) is None
