"""Data classes as TOML and back, and every way in which a document can be wrong."""

import dataclasses
from random import Random

import pytest

from state import documents
from state.documents import DocumentError
from state.model.configuration import Configuration, Settings
from state.model.destinations import Delivery, Destination, Destinations
from state.model.system import System
from state.shape import is_data_class, shape_of, type_at
from tests.state.configurations import configuration


@pytest.mark.parametrize("seed", range(150))
def test_round_trip_to_the_byte(seed: int) -> None:
    written = configuration(Random(seed))
    text = documents.write(documents.plain(written))
    read = documents.convert(documents.parse(text.encode()), Configuration)
    assert read == written
    assert documents.write(documents.plain(read)) == text


def test_optional_fields_default_to_none() -> None:
    # TOML has no null: a field that is left out must mean `None` wherever it can be `None`.
    for kind in model_classes(Configuration):
        for field in dataclasses.fields(kind):
            if field.name in shape_of(kind).optional and field.default is not dataclasses.MISSING:
                assert field.default is None, f"{kind.__name__}.{field.name}"


def test_every_data_class_of_the_model_has_objects() -> None:
    assert {kind.__name__ for kind in model_classes(Configuration)} >= {"Destination", "User"}


def model_classes(kind: type) -> set[type]:
    shape = shape_of(kind)
    found = {kind}
    for inner in (*shape.nested.values(), *shape.tables.values()):
        if is_data_class(inner):
            found |= model_classes(inner)
    return found


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("machines = 1", "Expected `object`, got `int` - at `machines`"),
        ("[machines.S.delivery]\nconcurrency = '9'", "Expected `int`, got `str`"),
        ("[machines.S.delivery]\nconcurrency = 9.0", "Expected `int`, got `float`"),
        ("[machines.S.delivery]\npossible_delivery = 1", "Expected `bool`, got `int`"),
        ("[machines.S.delivery]\nconcurency = 9", "unknown name `machines[...].delivery.concurency`"),
        ("[machines.S.destinations.entries.a]\ntls = 'on'", "Invalid enum value 'on'"),
        (
            "[machines.S.destinations.entries]\na = {tls = 'off'}\nb = {tlss = 'off'}",
            "unknown name `machines[...].destinations.entries[...].tlss`",
        ),
        ("[machine.S]", "missing required field `machines`"),
        ("[machines.S.system]\ngateway = 'x'", "missing required field `hostname`"),
        ("[machines.S]\nsystm = {}", "unknown name `machines[...].systm`"),
        ("a = ", "(at end of document)"),
        ("a = 1\nb == 2", "(at line 2, column 4)"),
        ("a = 1\na = 2", "Cannot overwrite"),
        ("a = " + "[" * 5000, ""),
        ("a = " + "1" * 5000, "integer string conversion"),
        ("a = 2024-13-01", "(at line 1"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(text: str, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        documents.convert(documents.parse(text.encode()), Configuration)
    assert reason in str(caught.value)


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(DocumentError, match=r"not UTF-8 \(at line 2\)"):
        documents.parse(b"a = 1\nb = '\xff'\n")


def test_types_of_paths() -> None:
    assert type_at(()) is Configuration
    assert type_at(("machines", "S")) is Settings
    assert type_at(("cluster", "destinations")) is Destinations
    assert type_at(("machines", "S", "destinations", "entries", "a.example")) is Destination
    assert type_at(("machines", "S", "authorities", "custom", "ab")) is str
    assert type_at(("membership", "S")) is str


@pytest.mark.parametrize(
    "path",
    [
        ("machines",),
        ("machines", "S", "destinations", "entries"),
        ("machines", "S", "destinations", "certificate"),
        ("machines", "S", "nothing"),
        ("machines", "S", "authorities", "custom", "ab", "deeper"),
        ("nothing", "at", "all"),
    ],
)
def test_paths_where_no_object_is(path: tuple[str, ...]) -> None:
    assert type_at(path) is None


def test_texts_of_several_lines_are_written_as_such() -> None:
    text = documents.write(documents.plain(System(hostname="a\nb")))
    assert text.startswith('hostname = """\na\nb"""\n')


def test_carriage_returns_survive() -> None:
    written = Settings(system=System(hostname="a\r\nb\nc"), delivery=Delivery())
    data = documents.write(documents.plain(written)).encode()
    assert documents.convert(documents.parse(data), Settings) == written
