"""Scanners that try everything: sslscan, testssl, sslyze."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final
from xml.etree import ElementTree as ET

from tests.programs import needed, sslyze_program
from tests.services.smtp.judges.sight import HOST, NAME, Judge, Place, Sight, key_of, shown
from tests.services.smtp.live import program

_PATIENCE: Final = 300.0
"""Seconds; testssl is a shell script that takes ten on a machine with nothing else to do."""
_TESTSSL: Final = {"TLS1": "TLSv1.0", "TLS1_1": "TLSv1.1", "TLS1_2": "TLSv1.2", "TLS1_3": "TLSv1.3"}
_SSLYZE: Final = {
    name.replace("TLSv", "tls_").replace(".", "_"): name for name in _TESTSSL.values()
}


async def sslscan(place: Place) -> Sight:
    """`sslscan`, which has no list of authorities, so no verdict."""
    needless = ("ciphersuites", "compression", "fallback", "groups", "heartbleed", "renegotiation")
    _, output = await program(
        *(needed("sslscan", "sslscan"), "--starttls-smtp", f"--sni-name={NAME}", "--xml=-"),
        *(f"--no-{each}" for each in needless),
        f"{HOST}:{place.port}",
    )
    scan = ET.fromstring(output)  # noqa: S314 - sslscan wrote it.
    assert scan.find(".//error") is None, output
    enabled = [each for each in scan.iter("protocol") if each.get("enabled") == "1"]
    assert {each.get("type") for each in enabled} == {"tls"}
    certificate = scan.find(".//certificate")
    key = scan.find(".//certificate/pk")
    assert certificate is not None
    assert key is not None
    size = {"prime256v1": "256"}.get(key.get("curve_name", ""), key.get("bits", ""))
    return Sight(
        subject=certificate.findtext("subject"),
        serial=None,
        key=key_of(key.get("type", ""), size),
        versions=frozenset(f"TLSv{each.get('version')}" for each in enabled),
    )


async def testssl(place: Place) -> Sight:
    """`testssl`: protocols, and what the server presents."""
    report = place.folder / "testssl.json"
    await program(
        *(needed("testssl", "testssl.sh"), "--quiet", "--warnings", "off", "--color", "0"),
        *("--nodns", "none", "--starttls", "smtp", "--protocols", "--server-defaults"),
        *("--add-ca", place.root, "--jsonfile", str(report)),
        *("--ip", HOST, f"{NAME}:{place.port}"),
        timeout=_PATIENCE,
    )
    said = {each["id"]: each["finding"] for each in json.loads(report.read_text("utf-8"))}
    chain, names = said["cert_chain_of_trust"], said["cert_trust"]
    assert chain in ("passed.", "failed (chain incomplete)."), chain
    assert names.startswith("Ok via SAN"), names
    kind, bits = said["cert_keySize"].split()[:2]
    return Sight(
        subject=said["cert_commonName"],
        serial=int(said["cert_serialNumber"], 16),
        key=key_of(kind, bits),
        sent=int(said["certs_countServer"]),
        trusted=chain == "passed.",
        versions=frozenset(
            version for each, version in _TESTSSL.items() if said[each].startswith("offered")
        ),
    )


async def sslyze(place: Place) -> Sight:
    """`sslyze`: protocols, and what the server presents."""
    report = place.folder / "sslyze.json"
    status, output = await program(
        *(sslyze_program(), "--starttls", "smtp", "--sni", NAME, "--mozilla_config", "disable"),
        *("--tlsv1", "--tlsv1_1", "--tlsv1_2", "--tlsv1_3", "--certinfo"),
        *("--certinfo_ca_file", place.root, "--json_out", str(report), f"{HOST}:{place.port}"),
        timeout=_PATIENCE,
    )
    assert status == 0, output
    (scan,) = json.loads(report.read_text("utf-8"))["server_scan_results"]
    assert scan["scan_status"] == "COMPLETED", output
    found = {name: each["result"] for name, each in scan["scan_result"].items() if each}
    (deployed,) = found["certificate_info"]["certificate_deployments"]
    assert deployed["received_chain_has_valid_order"]
    sent = deployed["received_certificate_chain"]
    (verdict,) = (
        each["was_validation_successful"]
        for each in deployed["path_validation_results"]
        if each["trust_store"]["name"] == "Supplied CA file"
    )
    return replace(
        shown(sent[0]["as_pem"]),
        sent=len(sent),
        trusted=verdict,
        versions=frozenset(
            version
            for name, version in _SSLYZE.items()
            if found[f"{name}_cipher_suites"]["is_tls_version_supported"]
        ),
    )


SCANNERS: Final = (
    Judge("sslscan", sslscan, ("serial", "sent", "trusted", "version")),
    Judge("testssl", testssl, ("version",)),
    Judge("sslyze", sslyze, ("version",)),
)
