"""What is wrong with a file is said in one sentence that names the place."""

import pytest

from state.configfile.faults import ParseFault
from state.configfile.loading import load
from tests.state.strategies import factory, key_source, materials

DRAFT, KEYS = factory()
ONE, TWO = materials()[:2]


def profile(certificate: str = ONE.profile.certificate, key: str = ONE.key, more: str = "") -> str:
    return f'[certificates.profiles.partner]\ncertificate = """{certificate}"""\nkey = """{key}"""\n{more}'


XML = [
    ("<config", "unclosed token in line 1."),
    ("<config></conf>", "mismatched tag in line 1."),
    ("<config/><config/>", "junk after document element in line 1."),
    ("<html>\n</html>", 'element "html" in line 1: the file is no configuration, which begins with "config".'),
    ("<config>text</config>", 'element "config" in line 1: text is not expected in it.'),
    ("<config>\n<ssl>x</ssl></config>", 'element "ssl" in line 2: text is not expected in it.'),
    ("<config><ssl>x<gui/></ssl></config>", "unexpected text before line 1."),
    ("<config><ssl/>\n<ssl/></config>", 'element "ssl" in line 2: the element is repeated.'),
    ("<config><hostname>a</hostname>\n<hostname>b</hostname></config>", 'element "hostname" in line 2: the element is repeated.'),
    ("<config><hostname a='b'>a</hostname></config>", 'element "hostname" in line 1: attributes are not allowed.'),
    ("<config><hostname><b/></hostname></config>", 'element "hostname" in line 1: elements are not expected in it.'),
    ("<config>\n<ssl><gui>\n<cipher>x</cipher></gui></ssl></config>", 'element "cipher" in line 3 is not expected in "gui".'),
    ("<config><delivery><max_concurrency>1e3</max_concurrency></delivery></config>", 'element "max_concurrency" in line 1: The value must be an integer.'),
    ("<config><delivery><max_concurrency/></delivery></config>", 'element "max_concurrency" in line 1: The value must be an integer.'),
    ("<config><delivery><max_concurrency>" + "9" * 5000 + "</max_concurrency></delivery></config>", 'element "max_concurrency" in line 1: The value is too large.'),
    ("<config><delivery><max_concurrency>-1</max_concurrency></delivery></config>", "Mail Delivery, max_concurrency: The value must be between 1 and 50000."),
    ("<config><rollback><enabled>yes</enabled></rollback></config>", 'element "enabled" in line 1: The value must be 0 or 1.'),
    ("<config><adminaccess><mode>SOME</mode></adminaccess></config>", 'element "mode" in line 1: The value must be one of: ALL, RESTRICT, PROXYONLY, PROXY.'),
    ("<config><destinations><default><table_tls>9</table_tls></default></destinations></config>", 'element "table_tls" in line 1: The value must be one of: off, on, required, on_verify, require_verify, require_verify_hosted.'),
    ("<config><interfaces><interface><interface_name>a</interface_name><netmask>255.0.255.0</netmask></interface></interfaces></config>", 'element "netmask" in line 1: The netmask must be one run of ones followed by zeros.'),
    ("<config><interfaces><interface><interface_name>a</interface_name></interface></interfaces></config>", 'element "interface" in line 1: phys_interface is missing.'),
    ("<config><interfaces><interface><ip>192.0.2.1</ip></interface></interfaces></config>", 'element "interface" in line 1: interface_name is missing.'),
    ("<config><users><user><user_name>a</user_name></user></users></config>", 'element "user" in line 1: full_name is missing.'),
    ("<config><crl_sources>\n<source/></crl_sources></config>", 'element "source" in line 2 is not expected in "crl_sources".'),
    ("<config><custom_ca><certificate>x</certificate></custom_ca></config>", 'element "certificate" in line 1: Invalid certificate...discarding'),
    (f"<config><custom_ca><certificate>{ONE.profile.certificate}</certificate><certificate>{ONE.profile.certificate}</certificate></custom_ca></config>", 'element "certificate" in line 15: the same stands in the file twice.'),
    ("<config><destinations><destination><domain>a.b</domain></destination>\n<destination><domain>a.b</domain></destination></destinations></config>", 'element "destination" in line 2: "a.b" stands in the file twice.'),
    ("<config><destinations><destination><domain>a.b</domain></destination><destination><domain>A.B</domain></destination></destinations></config>", "a destination stands in the file twice, in two ways of writing it."),
    ("<config><destinations><destination><domain>\x1b[2J</domain></destination></destinations></config>", "not well-formed (invalid token) in line 1."),
    ("<config><destinations><destination><domain>a&#x9b;b</domain></destination></destinations></config>", 'destination "a?b": domain: A hostname is a string that must match the following rules:'),
    ("<config><destinations><destination><domain>a.b</domain><bounce_profile>x</bounce_profile></destination></destinations></config>", 'destination "a.b": bounce_profile: Invalid profile name'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "reason"), XML)
def test_xml(text: str, reason: str) -> None:
    with pytest.raises(ParseFault) as caught:
        load(text, DRAFT, key_source(KEYS))
    assert caught.value.text.partition("\n")[0] == f"Parsing failed: {reason}"


TOML = [
    ("a b", "Expected '=' after a key in a key/value pair (at line 1, column 3)."),
    ("x = 1", 'there is no area "x".'),
    ("delivery = 1", "delivery: a table is expected."),
    ("delivery.x = 1", "delivery: there is no setting 'x'."),
    ("destinations.default = 1", "destinations.default: a table is expected."),
    ("destinations.default.x = 1", "destinations.default: there is no setting 'x'."),
    ("destinations.entries = []", "destinations.entries: a table is expected."),
    ("destinations.entries.a = 1", 'destinations.entries."a": Expected `object`, got `int`.'),
    ("destinations.entries.a.x = 1", 'destinations.entries."a": unknown name `x`.'),
    ('destinations.entries.a.concurrency = "1"', 'destinations.entries."a": Expected `int | null`, got `str` - at `concurrency`.'),
    ("destinations.entries.a.concurrency = 0", 'destination "a": concurrency: The value must be between 1 and 1000.'),
    ("destinations.default.concurrency = 0", "default destination: concurrency: The value must be between 1 and 1000."),
    ("delivery.concurrency = 1.5", "delivery.concurrency: Expected `int`, got `float`."),
    ("delivery.concurrency = true", "delivery.concurrency: Expected `int`, got `bool`."),
    ("delivery.concurrency = 2020-01-01", "delivery.concurrency: Expected `int`, got `date`."),
    (f"delivery.concurrency = {2**70}", "Mail Delivery, concurrency: The value must be between 1 and 50000."),
    ('delivery.interface = "Data 9"', 'Mail Delivery, interface: The IP interface "Data 9" does not exist.'),
    ("delivery.concurrency = nan", "delivery.concurrency: Expected `int`, got `float`."),
    ('system.hostname = ""', "System Settings, hostname: A hostname is a string that must match the following rules:"),
    ("[machines.a.delivery]\n[machines.b.delivery]", "the file must be about one machine."),
    ("[machines.a.delivery]\n[cluster.delivery]", "settings of clusters and groups cannot be loaded."),
    ("machines.a = 1", "machines: a table is expected."),
    ('certificates.profiles.p.key = "x"', 'certificates.profiles."p": Object missing required field `certificate`.'),
    ("certificates.profiles.p = 1", 'certificates.profiles."p": Expected `object`, got `int`.'),
    (profile(certificate="x", key=""), 'certificate profile "partner": Invalid certificate...discarding'),
    (profile(certificate="x"), "Certificate: partner, certificate: Invalid certificate...discarding"),
    (profile(key="-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"), 'certificate profile "partner": Invalid private key ...discarding'),
    (profile(key=TWO.key), "Certificate: partner, key: The private key does not sign certificate. Discarding."),
    (profile(key=""), "Certificate: partner, key: The private key is missing."),
    (profile(key="0" * 64), "Certificate: partner, key: The private key does not sign certificate. Discarding."),
    (profile(certificate=ONE.profile.certificate + TWO.profile.certificate), "Certificate: partner, certificate: The text is not one certificate alone."),
    (profile(certificate="-----BEGIN X-----\n" + ONE.profile.certificate), "Certificate: partner, certificate: The text is not one certificate alone."),
    (profile(more='intermediates = ["x"]'), "Certificate: partner, intermediates: Invalid certificate...discarding"),
    (profile(more='csr = "x"'), "Certificate: partner, csr: Invalid certificate signing request."),
    (profile(more=f'csr = """{TWO.profile.csr}"""'), "Certificate: partner, csr: The request is for another key."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "reason"), TOML)
def test_toml(text: str, reason: str) -> None:
    with pytest.raises(ParseFault) as caught:
        load(text, DRAFT, key_source(KEYS))
    assert caught.value.text.partition("\n")[0] == f"Parsing failed: {reason}"


def test_a_setting_of_xml_is_called_by_its_element() -> None:
    text = """<config><listeners><listener><listener_name>In</listener_name><type>public</type>
      <interface>Management</interface><hat><policies><policy><policy_name>P</policy_name>
      <rule>ACCEPT</rule><parameters><max_msgs_per_session>0</max_msgs_per_session></parameters>
      </policy></policies></hat></listener></listeners></config>"""
    with pytest.raises(ParseFault) as caught:
        load(text, DRAFT, key_source(KEYS))
    assert caught.value.text == (
        "Parsing failed: Mail Flow Policy: P (In), max_msgs_per_session: "
        "The value must be between 1 and 1000000."
    )


def test_control_characters_of_a_file_never_reach_the_terminal() -> None:
    for text in (
        '"\\u001b[2J" = 1',
        'delivery."\\u001b[2J" = 1',
        'destinations.entries.a.tls = "\\u001b[2J"',
        'adminaccess.mode = "\\u001b[2J"',
        'destinations.certificate = "\\u001b[2J\\nx"',
        'delivery.interface = "\\u001b[2J\\nx"',
        '[ldap.servers."\\u001b[2J"]\nhosts=["a"]\nbind_passphrase="$aesgcm$"',
    ):
        with pytest.raises(ParseFault) as caught:
            load(text, DRAFT, key_source(KEYS))
        assert "\x1b" not in caught.value.text
        assert all(line.isprintable() for line in caught.value.text.split("\n"))
