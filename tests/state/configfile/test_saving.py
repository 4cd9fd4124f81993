"""The file as a whole: heading, encoding, escapes."""

from dataclasses import replace
from ipaddress import IPv4Network
from random import Random

import pytest

from state.configfile.codecs import NETMASK
from state.configfile.elements import parse
from state.configfile.saving import configuration_text, encoded
from state.model.configuration import View
from state.model.system import System
from tests.state.configfile.files import SETTINGS, saved
from tests.state.configurations import configuration
from tests.state.strategies import factory, key_source

DRAFT, KEYS = factory()

HEADING = """\
<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE config SYSTEM "config.dtd">

<!--
  Product: Cisco C100V Email Security Virtual Appliance
  Model Number: C100V
  Version: 15.5.0-048
  Serial Number: 423A5F1C9B27D4E8A6C1-9F3B7D2E5A10
  Number of CPUs: 2
  Memory (GB): 6
  Current Time: Mon May 20 10:20:00 2024
  Feature "Incoming Mail Handling": Quantity = 1, Time Remaining = "Perpetual"
  Feature "IronPort Anti-Spam": Quantity = 1, Time Remaining = "Perpetual"
  Feature "Outbreak Filters": Quantity = 1, Time Remaining = "Perpetual"
  Feature "Sophos Anti-Virus": Quantity = 1, Time Remaining = "Perpetual"
-->
<config>
  <hostname>mail.example.com</hostname>
"""


def test_the_heading() -> None:
    assert saved(DRAFT, time="Mon May 20 10:20:00 2024").startswith(HEADING)


def test_the_end() -> None:
    assert saved(DRAFT).endswith("  </rollback>\n</config>\n")


def test_a_setting_of_the_appliance_cannot_leave_the_comment() -> None:
    settings = replace(SETTINGS, product="--> <config> --- ü\n", feature_keys=('a "b" -->',))
    text = configuration_text(
        DRAFT,
        settings,
        "mask",
        current_time="now",
        private_key=key_source(KEYS),
        random_bytes=bytes,
    )
    assert text.count("-->") == 1
    assert "--" not in text.split("<!--")[1].split("-->")[0]
    assert b"\xfc" in encoded(text)


def test_what_latin_1_lacks_is_a_reference() -> None:
    text = saved(DRAFT.write(system=System(hostname="h", timezone="<\"&'한\U0001f600\r\n")))
    assert "<timezone>&lt;\"&amp;'&#54620;&#128512;&#13;\n</timezone>" in text
    assert text.isascii()


def test_what_xml_cannot_carry_is_replaced() -> None:
    text = saved(DRAFT.write(system=System(hostname="a\x00b\x1bc\ud800d\uffffe")))
    assert "<hostname>a&#xFFFD;b&#xFFFD;c&#xFFFD;d&#xFFFD;e</hostname>" in text


@pytest.mark.parametrize("prefix", range(33))
def test_netmasks_are_those_of_the_standard_library(prefix: int) -> None:
    text = NETMASK.write(prefix)
    assert text == str(IPv4Network(f"0.0.0.0/{prefix}").netmask)
    assert NETMASK.read(text) == prefix


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_configured_can_be_shown(seed: int) -> None:
    """A state directory that somebody edited must not make showconfig fail."""
    made = configuration(Random(seed))
    view = View.of_machine(made, next(iter(made.machines)))
    text = configuration_text(
        view, SETTINGS, "mask", current_time="now", private_key=str, random_bytes=bytes
    )
    assert parse(text).name == "config"
