"""A file changes what it contains, and nothing else."""

from dataclasses import replace

import pytest

from state.configfile.loading import load
from state.model.certificates import CertificateProfile, Certificates
from state.model.configuration import Draft
from state.model.destinations import (
    BounceProfile,
    Bounces,
    Delivery,
    Destination,
    Destinations,
)
from state.model.listeners import DEFAULT_PARAMETERS
from tests.state.strategies import factory, key_source, materials

FACTORY, KEYS = factory()
DRAFT = FACTORY.write(
    delivery=Delivery(interface="Management", concurrency=77),
    destinations=Destinations(
        send_tls_alert=True, entries={"a.example": Destination(tls="required")}
    ),
    bounces=Bounces(profiles={"Default": BounceProfile(), "slow": BounceProfile()}),
)


def loaded(text: str, draft: Draft = DRAFT) -> Draft:
    return load(text, draft, key_source(KEYS))


def in_both_forms(xml: str, toml: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("text", [f"<config>{xml}</config>", toml], ids=["xml", "toml"])


@pytest.mark.parametrize("text", ["<config/>", "# nothing", "[destinations]", "[ssl.gui]"])
def test_a_file_without_settings_changes_nothing(text: str) -> None:
    assert loaded(text) == DRAFT


@in_both_forms(
    "<delivery><max_concurrency>5</max_concurrency></delivery>", "delivery.concurrency = 5"
)
def test_a_setting_changes_alone(text: str) -> None:
    draft = loaded(text)
    assert draft.delivery == Delivery(interface="Management", concurrency=5)
    assert draft.write(delivery=DRAFT.delivery) == DRAFT


@in_both_forms("<delivery><interface/></delivery>", '[delivery]\ninterface = ""')
def test_an_empty_value_means_not_set(text: str) -> None:
    assert loaded(text).delivery == Delivery(interface=None, concurrency=77)


@in_both_forms(
    "<destinations><default><table_tls>3</table_tls></default></destinations>",
    '[destinations.default]\ntls = "preferred_verify"',
)
def test_the_default_entry_is_merged(text: str) -> None:
    destinations = loaded(text).destinations
    assert destinations.default == replace(DRAFT.destinations.default, tls="preferred_verify")
    assert destinations.entries == DRAFT.destinations.entries


@in_both_forms(
    "<destinations><destination><domain>B.example</domain><dane>1</dane></destination></destinations>",
    '[destinations.entries."B.example"]\ndane = "opportunistic"',
)
def test_a_table_is_replaced(text: str) -> None:
    destinations = loaded(text).destinations
    assert destinations.entries == {"b.example": Destination(dane="opportunistic")}
    assert destinations.send_tls_alert


@in_both_forms("<destinations><destination/></destinations>", "[destinations.entries]")
def test_an_empty_table_is_a_table(text: str) -> None:
    assert loaded(text).destinations == Destinations(send_tls_alert=True)


@in_both_forms(
    "<bounce_profiles><bounce_profile><profile_name>fast</profile_name></bounce_profile></bounce_profiles>",
    "[bounces.profiles.fast]",
)
def test_the_default_bounce_profile_is_always_there(text: str) -> None:
    assert set(loaded(text).bounces.profiles) == {"Default", "fast"}


@in_both_forms(
    "<adminaccess><allowed><address>192.0.2.1</address></allowed></adminaccess>",
    'adminaccess.allowed = ["192.0.2.1"]',
)
def test_a_list_is_replaced(text: str) -> None:
    access = replace(DRAFT.adminaccess, allowed=("192.0.2.7", "192.0.2.8"))
    assert loaded(text, DRAFT.write(adminaccess=access)).adminaccess.allowed == ("192.0.2.1",)


def test_entries_get_limits_in_full() -> None:
    entry = loaded('[destinations.entries."c.example"]\nrecipient_limit = 9').destinations.entries
    assert entry["c.example"] == Destination(
        recipient_limit=9, recipient_minutes=60, limit_type="host", limit_apply="system"
    )


def test_default_policy_parameters_are_completed() -> None:
    name, listener = next(iter(DRAFT.listeners.entries.items()))
    text = f"""\
[listeners.entries."{name}"]
type = "public"
interface = "Management"
[listeners.entries."{name}".hat]
order = ["ALL"]
[listeners.entries."{name}".hat.default]
tls = "required"
[listeners.entries."{name}".hat.policies.OPEN]
rule = "ACCEPT"
[listeners.entries."{name}".hat.groups.ALL]
policy = "OPEN"
"""
    hat = loaded(text).listeners.entries[name].hat
    assert hat.default == replace(DEFAULT_PARAMETERS, tls="required")
    assert listener.hat.default == DEFAULT_PARAMETERS


def test_ipv6_addresses_are_written_in_one_way() -> None:
    text = """\
[interfaces.entries.Management]
ethernet = "Management"
hostname = "mail.example.com"
ipv6 = "2001:DB8:0::1"
"""
    assert loaded(text).interfaces.entries["Management"].ipv6 == "2001:db8::1"


MATERIAL = materials()[0]


@pytest.mark.parametrize(
    "key", ["", MATERIAL.key, MATERIAL.profile.key, f" {MATERIAL.profile.key}\n"]
)
def test_a_profile_comes_with_its_key_or_its_identifier_or_without(key: str) -> None:
    certificate = MATERIAL.profile.certificate
    text = f'[certificates.profiles.partner]\ncertificate = """{certificate}"""\n'
    if key:
        text += f'key = """{key}"""\n'
    stored = key_source({**KEYS, MATERIAL.profile.key: MATERIAL.key})
    draft = load(text, DRAFT, stored)
    profile = CertificateProfile(certificate=certificate, key=MATERIAL.profile.key)
    assert draft.certificates == Certificates(
        profiles={"partner": profile, "Demo": DRAFT.certificates.profiles["Demo"]}
    )
    assert draft.new_keys == {}


def test_a_key_that_is_not_stored_yet_comes_along() -> None:
    xml = f"""<config><certificates><certificate>
      <certificate_name>partner</certificate_name>
      <certificate>{MATERIAL.profile.certificate}</certificate>
      <key>{MATERIAL.key}</key>
    </certificate></certificates></config>"""
    draft = loaded(xml)
    assert draft.new_keys == {MATERIAL.profile.key: MATERIAL.key}
    assert MATERIAL.key not in repr(draft.configuration)


def test_a_whole_running_file_is_taken_by_its_machine() -> None:
    text = """\
[revision]
number = 7
[machines."SOME-OTHER-SERIAL".delivery]
concurrency = 6
"""
    assert loaded(text).delivery.concurrency == 6


def test_settings_are_laid_over_what_is_effective() -> None:
    """Areas that the machine does not set itself are not lost when a part of one is loaded."""
    settings = replace(DRAFT.configuration.settings(DRAFT.level), delivery=None)
    draft = replace(DRAFT, configuration=DRAFT.configuration.replaced(DRAFT.level, settings))
    assert loaded("delivery.tls_concurrency = 6", draft).delivery == Delivery(tls_concurrency=6)
