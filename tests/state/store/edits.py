"""Random sets of changes to the factory appliance, with private keys."""

import dataclasses
from random import Random

from state.model.certificates import CertificateProfile
from state.model.configuration import Draft
from state.store import Candidate
from tests.state.configurations import edited

AREAS = ("listeners", "destinations", "ldap", "alerts", "users", "interfaces", "system", "crl")


def edit_at_random(random: Random, candidate: Candidate) -> None:
    """Make some random changes in a candidate; there is always one at least."""
    draft = candidate.draft
    for _ in range(random.randrange(1, 4)):
        area = random.choice(AREAS)
        changed = edited(random, getattr(draft, area), random.randrange(1, 4))
        draft = draft.write(**{area: changed})
    for _ in range(random.choice((0, 0, 1, 2))):
        draft = with_profile(random, draft)
    domain = f"{random.randrange(10**9)}.example"
    gateway = dataclasses.replace(draft.system, gateway=domain)
    candidate.update(draft.write(system=gateway))


def with_profile(random: Random, draft: Draft) -> Draft:
    """Return a draft with a certificate profile more, or with a new key in one."""
    key_id = random.randbytes(32).hex()
    profile = CertificateProfile(certificate=pem("CERTIFICATE", random), key=key_id)
    name = random.choice(("partner.com", "other.example", "third"))
    profiles = {**draft.certificates.profiles, name: profile}
    certificates = dataclasses.replace(draft.certificates, profiles=profiles)
    return draft.write(certificates=certificates).with_key(key_id, pem("PRIVATE KEY", random))


def pem(label: str, random: Random) -> str:
    """Return something that looks like PEM."""
    lines = "\n".join(random.randbytes(24).hex() for _ in range(random.randrange(1, 20)))
    return f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n"
