"""What objects are called: each has a name of its own, new ones in the model too."""

import pytest

from state.model.configuration import Configuration
from state.objects import NAMES, label
from state.shape import is_data_class, shape_of
from tests.state.store.appliances import SERIAL

MACHINE = ("machines", SERIAL)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (("destinations", "entries", "example.com"), "Destination Controls: example.com"),
        (("destinations",), "Destination Controls: Global Settings"),
        (("destinations", "default"), "Destination Controls: Default"),
        (("certificates", "profiles", "partner.com"), "Certificate: partner.com"),
        (("listeners", "entries", "InboundMail"), "Listener: InboundMail"),
        (("interfaces", "entries", "Management"), "IP Interface: Management"),
        (
            ("listeners", "entries", "InboundMail", "hat", "policies", "ACCEPTED", "parameters"),
            "Mail Flow Policy: ACCEPTED (InboundMail)",
        ),
        (("authorities", "custom", "ab" * 32), "Certificate Authority: abababababababab"),
        (("users", "accounts", "{0} {x}"), "User: {0} {x}"),
        (("users", "accounts", "\x1b[31m한국\n"), r"User: \x1b[31m한국\n"),
    ],
)
def test_names(path: tuple[str, ...], name: str) -> None:
    assert label((*MACHINE, *path)) == name
    assert label(("cluster", *path)) == f"{name} (Cluster)"
    assert label(("groups", "Main_Group", *path)) == f"{name} (Group Main_Group)"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ((), "Cluster"),
        (MACHINE, f"Machine: {SERIAL}"),
        (("groups", "Main_Group"), "Group: Main_Group"),
        (("cluster",), "Cluster"),
        (("membership", SERIAL), f"Group of Machine: {SERIAL}"),
        (("members", SERIAL), f"Cluster Machine: {SERIAL}"),
        (("prepared", SERIAL), f"Prepared Machine: {SERIAL}"),
    ],
)
def test_names_of_levels(path: tuple[str, ...], name: str) -> None:
    assert label(path) == name


def test_every_object_of_the_model_has_a_name() -> None:
    settings = shape_of(Configuration).tables["machines"]
    assert objects_of(settings, ()) - {()} == set(NAMES)


def objects_of(kind: type, path: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Return the paths of all objects in a data class, with `*` for the keys of tables."""
    found = {path}
    if not is_data_class(kind):
        return found
    shape = shape_of(kind)
    for name, inner in shape.nested.items():
        found |= objects_of(inner, (*path, name))
    for name, inner in shape.tables.items():
        found |= objects_of(inner, (*path, name, "*"))
    return found
