"""The receiver test against hosts with one fault each, over real sockets."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from esatui.checktls import render
from esatui.checktls.observation import Target
from esatui.checktls.probe import CONVERSATION
from esatui.checktls.result import Result, Stage
from esatui.checktls.surroundings import Surroundings
from esatui.lab.partners.town import DOMAIN, Town
from esatui.lab.partners.zone import write_lab
from state.clock import FrozenClock
from tests.services.delivery.world import MOMENT, QUICK, hierarchy

DIALOGUES = {
    "refused": ("Connect", "198.51.100.44: [Errno 61] Connection refused"),
    "banner-554": ("Greeting", "554 no mail today"),
    "banner-close": ("Greeting", "the host closed the connection"),
    "no-smtp": ("Greeting", "no SMTP reply: SSH-2.0-OpenSSH_9.2"),
    "no-ehlo": ("EHLO", "500 unrecognized command"),
    "no-starttls": ("EHLO", "STARTTLS is not offered"),
    "starttls-in-greeting": ("EHLO", "STARTTLS is not offered"),
    "starttls-454": ("STARTTLS", "454 TLS not available due to temporary reason"),
    "starttls-close": ("STARTTLS", "the host closed the connection"),
    "after220-close": ("Handshake", "TLS failed: [Errno 0] Error"),
    "after220-stall": ("Handshake", "TLS failed: [Errno 60] Operation timed out"),
    "post-tls-ehlo-502": ("EHLO over TLS", "502 command not implemented"),
}
"""Partner to the stage that fails, and why."""

CERTIFICATES: dict[str, tuple[str, tuple[str, ...], dict[int, tuple[str, ...]]]] = {
    "valid-p256": ("OK", (), {}),
    "valid-rsa2048": ("OK", (), {}),
    "noeku": ("OK", (), {}),
    "selfsigned": ("FAILED", ("Trust",), {1: ("self-signed",)}),
    "expired": ("FAILED", ("Chain", "Trust"), {1: ("expired",)}),
    "notyet": ("FAILED", ("Chain", "Trust"), {1: ("not yet valid",)}),
    "mismatch": ("FAILED", ("Cert Hostname", "Names"), {1: ("name mismatch",)}),
    "wildcard-deep": ("FAILED", ("Cert Hostname", "Names"), {1: ("name mismatch",)}),
    "nointermediate": ("FAILED", ("Chain", "Trust"), {1: ("missing intermediate",)}),
    "wrongchain": (
        "FAILED",
        ("Chain", "Trust"),
        {1: ("missing intermediate",), 2: ("wrong intermediate",)},
    ),
    "untrusted": ("FAILED", ("Trust",), {2: ("unknown issuer",)}),
    "unknown-root-sent": ("FAILED", ("Trust",), {3: ("untrusted root", "root included")}),
    "expired-intermediate": ("FAILED", ("Chain", "Trust"), {2: ("expired",)}),
    "issuer-without-ca": ("FAILED", ("Chain", "Trust"), {2: ("no authority",)}),
    "clienteku": ("FAILED", ("Trust",), {1: ("not verified",)}),
    "name-constraints": ("FAILED", ("Trust",), {1: ("not verified",)}),
    "duplicate-intermediate": ("WARNING", (), {3: ("duplicate",)}),
    "old-and-new-intermediate": (
        "WARNING",
        (),
        {2: ("same subject twice", "expired"), 3: ("same subject twice",)},
    ),
    "wrong-order": ("WARNING", (), {3: ("wrong order",)}),
    "root-included": ("WARNING", (), {3: ("root included",)}),
    "weak-rsa1024-sha1": ("WARNING", (), {1: ("weak key", "weak signature")}),
}
"""Partner to the verdict, the stages that fail, and the faults of each certificate by place."""

OTHERS = ("response-injection", "tls10-only", "null-mx")


@dataclass(frozen=True)
class Everything:
    """All results, by the name of the partner."""

    results: dict[str, Result]
    by_address: Result
    without_domain: Result
    not_its_mx: Result


@pytest.fixture(scope="module")
def tested(tmp_path_factory: pytest.TempPathFactory) -> Everything:
    """Test each host once; the directory holds no appliance, only the lab file."""
    directory = tmp_path_factory.mktemp("lab")

    async def main() -> Everything:
        root = hierarchy().root.certificate
        async with Town(hierarchy(), [*DIALOGUES, *CERTIFICATES, *OTHERS]) as town:
            write_lab(directory, town.partners.values())
            around = Surroundings.of_appliance(directory, FrozenClock(MOMENT), [root])
            found = await asyncio.gather(
                *(
                    around.test(Target(each.host, 25, each.domain), QUICK)
                    for each in town.partners.values()
                )
            )
            good = town.partners["valid-p256"]
            return Everything(
                dict(zip(town.partners, found, strict=True)),
                await around.test(Target(good.address, 25, good.domain), QUICK),
                await around.test(Target(good.real.host, good.real.port), QUICK),
                await around.test(Target(good.host, 25, f"mismatch.{DOMAIN}"), QUICK),
            )

    return asyncio.run(main())


def stage(result: Result, name: str) -> Stage:
    (found,) = (each for each in result.stages if each.name == name)
    return found


@pytest.mark.parametrize("name", DIALOGUES)
def test_a_dialogue_that_fails(tested: Everything, name: str) -> None:
    where, detail = DIALOGUES[name]
    result = tested.results[name]
    assert result.failed == (where,)
    assert stage(result, where).detail == detail
    after = CONVERSATION[CONVERSATION.index(where) + 1 :]
    assert all(stage(result, each).verdict == "skipped" for each in after)
    assert [each.name for each in result.stages] == [
        "MX", "Address", *CONVERSATION, "Chain", "Trust", "Cert Hostname", "Names",
    ]  # fmt: skip


@pytest.mark.parametrize("name", CERTIFICATES)
def test_certificates(tested: Everything, name: str) -> None:
    verdict, failed, faults = CERTIFICATES[name]
    result = tested.results[name]
    assert (result.verdict, result.failed) == (verdict, failed)
    assert {
        place: tuple(fault.kind for fault in each.faults)
        for place, each in enumerate(result.certificates, 1)
        if each.faults
    } == faults
    fatal = [fault for each in result.certificates for fault in each.faults if fault.fatal]
    assert bool(fatal) == (verdict == "FAILED")


def test_the_name_fault_in_the_words_of_the_testers(tested: Everything) -> None:
    text = f"Cert Hostname DOES NOT VERIFY (mx.mismatch.{DOMAIN} != mail.other.example)"
    result = tested.results["mismatch"]
    assert stage(result, "Cert Hostname").detail == text
    assert result.certificates[0].faults[0].text == text
    assert text in render.text(result)


def test_protocol_and_cipher(tested: Everything) -> None:
    result = tested.results["valid-p256"]
    assert result.protocol == "TLSv1.3"
    assert result.cipher in ("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256")
    old = tested.results["tls10-only"]
    assert (old.verdict, old.protocol) == ("WARNING", "TLSv1")
    assert stage(old, "Handshake").detail.endswith(": this version is obsolete")


def test_clear_text_after_the_220_is_noticed(tested: Everything) -> None:
    result = tested.results["response-injection"]
    assert result.verdict == "WARNING"
    assert stage(result, "STARTTLS").detail.endswith(": more clear text came after it")


def test_a_domain_that_takes_no_mail(tested: Everything) -> None:
    assert tested.results["null-mx"].failed == ("MX", "Address")


def test_an_address_is_found_among_the_mx_records(tested: Everything) -> None:
    result = tested.by_address
    assert result.verdict == "OK"
    assert result.names is not None
    assert result.names.mx == f"mx.valid-p256.{DOMAIN}"


def test_without_domain_and_name_the_host_is_what_it_says(tested: Everything) -> None:
    result = tested.without_domain
    assert result.verdict == "OK"
    assert stage(result, "MX") == Stage("MX", "skipped", "no domain was given")
    assert result.names is not None
    assert (result.names.mx, result.names.interface) == (None, f"mx.valid-p256.{DOMAIN}")


def test_a_host_that_is_not_the_mx_of_the_domain(tested: Everything) -> None:
    result = tested.not_its_mx
    assert result.failed == ("MX",)
    assert stage(result, "MX").detail == (
        f"mx.valid-p256.{DOMAIN} is no MX of mismatch.{DOMAIN}: 10 mx.mismatch.{DOMAIN}"
    )


def test_nothing_leaves_this_machine(tmp_path: Path) -> None:
    """Neither names nor addresses of others are asked for, and no appliance is made."""
    around = Surroundings.of_appliance(tmp_path, FrozenClock(MOMENT))
    result = asyncio.run(around.test(Target("192.0.2.1"), QUICK))
    assert stage(result, "Connect").detail == "192.0.2.1: [Errno 65] No route to host"
    result = asyncio.run(around.test(Target("mail.example.com"), QUICK))
    assert result.failed == ("Address",)
    assert list(tmp_path.iterdir()) == []
