"""Certificate bombs: chains of a hundred, keys of 16384 bits, more than a handshake may carry."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from OpenSSL import SSL

from esatui.services.tls.engine import MAXIMUM_CHAIN, TlsEngine
from esatui.services.tls.failures import TlsFailure
from esatui.services.tls.peer import _SIGNATURES, PeerVerifier
from state.certificates.certificate import Certificate
from state.certificates.facts import parse
from state.certificates.links import _signed_by
from state.certificates.peer_names import PeerNames
from state.clock import SystemClock
from state.crl_cache import CrlCache
from tests.services.tls.appliances import NAMES, Lab
from tests.services.tls.memory import Peer, shaken
from tests.state.certificates.authority import SigningKey, Wish, ec_key, issue, leaf, tangle

PEER = PeerNames(domain=NAMES.domain)
EXCESSIVE = "(336126104, 'error:1408E098:SSL routines:SSL3_GET_MESSAGE:excessive message size')"

Meeting = Callable[[Lab, Certificate, SigningKey, Sequence[Certificate]], TlsEngine]


def met_by_client(
    lab: Lab, server: Certificate, key: SigningKey, chain: Sequence[Certificate]
) -> TlsEngine:
    """Our client after the handshake with a server that sends this chain."""
    engine = lab.client().connect(NAMES.host)
    shaken(engine, Peer(presenting(SSL.TLS_SERVER_METHOD, server, key, chain), server=True))
    return engine


def met_by_server(
    lab: Lab, client: Certificate, key: SigningKey, chain: Sequence[Certificate]
) -> TlsEngine:
    """Our server after the handshake with a client that sends this chain."""
    engine = lab.server().accept("required_verify")
    shaken(engine, Peer(presenting(SSL.TLS_CLIENT_METHOD, client, key, chain), server=False))
    return engine


def presenting(
    method: int, own: Certificate, key: SigningKey, chain: Sequence[Certificate]
) -> SSL.Context:
    context = SSL.Context(method)
    context.set_cipher_list(b"ALL:@SECLEVEL=0")
    context.use_certificate(parse(own.der))
    context.use_privatekey(key)
    for each in chain:
        context.add_extra_chain_cert(parse(each.der))
    return context


def huge_key(index: int) -> rsa.RSAPublicKey:
    """Nobody has the other half of it."""
    modulus = random.Random(index).getrandbits(16384) | 1 | 1 << 16383
    return rsa.RSAPublicNumbers((1 << 63) + 1, modulus).public_key()


def huge_authorities(count: int) -> list[Certificate]:
    """Certificates of one name with keys of 16384 bits, which all seem to have issued each other."""
    made = []
    for index in range(count):
        signer = issue("Huge CA", wish=Wish(key=ec_key(5)))
        builder = (
            x509.CertificateBuilder()
            .subject_name(signer.x509.subject)
            .issuer_name(signer.x509.subject)
            .public_key(huge_key(index))
            .serial_number(index + 1)
            .not_valid_before(signer.x509.not_valid_before_utc)
            .not_valid_after(signer.x509.not_valid_after_utc)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        )
        signed = builder.sign(ec_key(5), hashes.SHA256())
        made.append(Certificate.from_der(signed.public_bytes(Encoding.DER)))
    return made


@pytest.mark.parametrize("side", [met_by_client, met_by_server])
def test_a_hundred_cross_signed_authorities(lab: Lab, side: Meeting, tmp_path: Path) -> None:
    many, signer = tangle(100)
    server = leaf(NAMES.domain, signer, Wish(ca=False, identifiers=False))
    chain = [each.certificate for each in many]
    engine = side(lab, server.certificate, server.key, chain)
    assert len(engine.session.chain) == MAXIMUM_CHAIN
    assert not engine.session.chain_complete
    _signed_by.cache_clear()
    judge = PeerVerifier.from_view(lab.verifying(), CrlCache(tmp_path))
    now = SystemClock().now()
    fault = judge.server_fault(engine.session.chain, "verify", PEER, now)
    assert fault == "unable to get local issuer certificate"
    # Beside the search, each certificate is asked once whether it signed itself.
    assert _signed_by.cache_info().misses <= _SIGNATURES + MAXIMUM_CHAIN + 1


def test_huge_keys_cost_a_bounded_number_of_signatures(lab: Lab, tmp_path: Path) -> None:
    huge = huge_authorities(15)
    server = leaf(
        NAMES.domain, issue("Huge CA", wish=Wish(key=ec_key(5))), Wish(ca=False, identifiers=False)
    )
    engine = met_by_client(lab, server.certificate, server.key, huge)
    assert len(engine.session.chain) == 16
    _signed_by.cache_clear()
    judge = PeerVerifier.from_view(lab.verifying(), CrlCache(tmp_path))
    fault = judge.server_fault(engine.session.chain, "verify", PEER, SystemClock().now())
    assert fault == "unable to get local issuer certificate"
    assert _signed_by.cache_info().misses <= _SIGNATURES + MAXIMUM_CHAIN + 1


def test_more_than_a_handshake_may_carry(lab: Lab) -> None:
    """The library takes 100 kB of certificates; the peer gets an alert and the log a reason."""
    server = lab.hierarchy.present("valid-p256", NAMES).server
    key = server.key.signing_key
    with pytest.raises(TlsFailure) as caught:
        met_by_client(lab, server.certificate, key, huge_authorities(50))
    assert caught.value.text == EXCESSIVE
    with pytest.raises(TlsFailure) as caught:
        met_by_server(lab, server.certificate, key, huge_authorities(50))
    assert caught.value.text == EXCESSIVE
