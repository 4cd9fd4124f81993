"""The settings file: the template says what the code assumes, and mistakes are named."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from state.errors import StateError
from state.settings import ApplianceSettings, parse_settings, template

MOMENT = datetime(2024, 5, 17, 6, 40, 12, tzinfo=UTC)
PATH = Path("appliance.toml")


def test_template_holds_the_reference_appliance() -> None:
    settings = parse_settings(template(MOMENT).encode(), PATH)
    assert settings == ApplianceSettings(install_date=MOMENT)
    assert settings.model == "C100V"
    assert settings.product == "Cisco C100V Email Security Virtual Appliance"
    assert settings.release == "15.5.0-048"
    assert settings.serial == "423A5F1C9B27D4E8A6C1-9F3B7D2E5A10"
    assert settings.build_date == date(2024, 2, 12)
    assert (settings.cpus, settings.memory_mb, settings.bios) == (2, 6144, "6.00")
    assert len(settings.feature_keys) == 4
    assert settings.virtual


def test_everything_in_it_is_explained() -> None:
    assert template(MOMENT).count("#") >= 8


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("cpus = 2", 'cpus = "two"', "Expected `int`, got `str` - at `cpus` (at line 10)"),
        ("cpus = 2", "cpu = 2", "unknown name `cpu` (at line 10)"),
        ("cpus = 2", "cpus = = 2", "(at line 10, column 8)"),
        ("[bind]", "[bond]", "unknown name `bond`"),
        ("[bind]", "[bind]\n22 = 2222", "Expected `str`, got `int`"),
        ("Z\n", "\n", "install_date needs a time zone"),
        ('serial = "423A5F1C9B27D4E8A6C1-9F3B7D2E5A10"', 'serial = ""', "serial number is empty"),
        ("install_date", "installed", "missing required field `install_date`"),
    ],
)
def test_mistakes_are_named_with_file_and_line(old: str, new: str, reason: str) -> None:
    text = template(MOMENT)
    assert old in text
    with pytest.raises(StateError) as caught:
        parse_settings(text.replace(old, new, 1).encode(), PATH)
    assert caught.value.text.startswith("appliance.toml: ")
    assert reason in caught.value.text
