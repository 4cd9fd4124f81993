"""Clients that do one handshake: OpenSSL, swaks, Postfix, GnuTLS."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from tests.programs import needed
from tests.services.smtp.judges.sight import HOST, NAME, Judge, Place, Sight, key_of, shown
from tests.services.smtp.live import program

_OPTIONS: Final = {
    "TLSv1.0": "-tls1",
    "TLSv1.1": "-tls1_1",
    "TLSv1.2": "-tls1_2",
    "TLSv1.3": "-tls1_3",
}
_POSTFIX: Final = """\
compatibility_level = 3.6
myhostname = sender.example
inet_protocols = ipv4
"""
_GNUTLS: Final = re.compile(
    r"Got a certificate list of (?P<sent>\d+) certificates.*?"
    r"- Certificate\[0\] info:\s+- subject `CN=(?P<subject>[^']*)', .*? serial 0x(?P<serial>\w+), "
    r"(?P<kind>RSA|EC)\S* key (?P<bits>\d+) bits.*?"
    r"- Status: The certificate is (?P<verdict>trusted|NOT trusted)",
    re.DOTALL,
)


def found(pattern: str, output: str) -> str:
    """Return the group of a pattern that has to be in the output."""
    match = re.search(pattern, output)
    assert match is not None, output
    return match[1]


async def openssl(place: Place) -> Sight:
    """`openssl s_client`: once as it is, and once a version."""
    command = ("openssl", "s_client", "-starttls", "smtp", "-connect", f"{HOST}:{place.port}")
    trust = ("-CAfile", place.root, "-verify_hostname", NAME, "-showcerts")
    _, output = await program(*command, *trust)
    possible = set()
    for version, option in _OPTIONS.items():
        status, _ = await program(*command, option, "-cipher", "ALL:@SECLEVEL=0")
        possible |= {version} if status == 0 else set()
    code = found(r"Verif(?:y return code: |ication error: )(.*)", output)
    assert code in ("0 (ok)", "unable to verify the first certificate"), output
    return replace(
        shown(output),
        sent=output.count("BEGIN CERTIFICATE"),
        trusted=code == "0 (ok)",
        version=found(r"New, (TLSv\S+), Cipher is", output),
        versions=frozenset(possible),
    )


async def swaks(place: Place) -> Sight:
    """`swaks --tls`: once to verify, once to look at the certificate all the same."""
    peer = place.folder / "peer.pem"
    command = (
        *(needed("swaks", "swaks libnet-ssleay-perl"), "--server", HOST, "--port", str(place.port)),
        *("--tls", "--tls-sni", NAME, "--helo", "sender.example", "--quit-after", "TLS"),
    )
    verified, verdict = await program(*command, "--tls-verify", "--tls-ca-path", place.root)
    assert (verified == 0) is not ("certificate verify failed" in verdict), verdict
    status, output = await program(*command, "--tls-get-peer-cert", str(peer))
    assert status == 0, output
    version = found(r"TLS started with cipher (TLSv[0-9.]+):", output)
    return replace(shown(peer.read_text("ascii")), trusted=verified == 0, version=version)


async def postfix(place: Place) -> Sight:
    """`posttls-finger` at the level `verify`."""
    (place.folder / "main.cf").write_text(_POSTFIX, "ascii")
    environment = ("env", f"MAIL_CONFIG={place.folder}")
    finger = (needed("posttls-finger", "postfix"), "-C", "-l", "verify", "-P", "/nonexistent")
    target = ("-F", place.root, f"[{HOST}]:{place.port}", NAME)
    status, output = await program(*environment, *finger, *target)
    assert status == 0, output
    verdict = found(r"(Verified|Untrusted) TLS connection established", output)
    if verdict == "Untrusted":
        assert "untrusted issuer /CN=Lab Issuing CA" in output
    return replace(
        shown(output),
        sent=output.count("BEGIN CERTIFICATE"),
        trusted=verdict == "Verified",
        version=found(r"established to \S+ (TLSv[0-9.]+) with", output),
    )


async def gnutls(place: Place) -> Sight:
    """`gnutls-cli`: once to verify, once to get through all the same."""
    tool = needed("gnutls-cli", "gnutls-bin")
    command = (tool, "--starttls-proto=smtp", "-p", str(place.port), HOST)
    trust = (f"--x509cafile={place.root}", f"--verify-hostname={NAME}")
    status, output = await program(*command, *trust)
    match = _GNUTLS.search(output)
    assert match is not None, output
    assert (status == 0) is (match["verdict"] == "trusted")
    _, session = await program(*command, "--insecure")
    return Sight(
        subject=match["subject"],
        serial=int(match["serial"], 16),
        key=key_of(match["kind"], match["bits"]),
        sent=int(match["sent"]),
        trusted=status == 0,
        version="TLSv" + found(r"Description: \(TLS([0-9.]+)-", session),
    )


CLIENTS: Final = (
    Judge("openssl", openssl),
    Judge("swaks", swaks, ("sent", "versions")),
    Judge("posttls-finger", postfix, ("versions",)),
    Judge("gnutls-cli", gnutls, ("versions",)),
)
