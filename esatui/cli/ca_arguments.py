"""The command line of `esatui ca`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

DESCRIPTION = """\
The lab's certificate authority: roots, intermediates, certificates for requests, revocation.
Authorities lie in the state directory, under lab/; their keys are for practice only."""

EPILOG = """\
examples:
  esatui ca root practice                                a root that the appliance can trust
  esatui ca intermediate issuing --issuer practice
  esatui ca sign request.csr --issuer issuing --out signed.pem
  esatui ca revoke signed.pem --issuer issuing
  esatui ca crl --issuer issuing --out issuing.crl"""


def add_actions(
    parser: argparse.ArgumentParser, add_state: Callable[[argparse.ArgumentParser], None]
) -> argparse.ArgumentParser:
    """Add the subcommands of `esatui ca`."""
    import argparse

    add_state(parser)
    parser.set_defaults(program="ca")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    root = actions.add_parser("root", help="make a self-signed authority")
    _add_name(root, days=3650)
    intermediate = actions.add_parser("intermediate", help="make an authority below another")
    _add_name(intermediate, days=1825)
    _add_issuer(intermediate)
    sign = actions.add_parser("sign", help="make the certificate for a request (CSR)")
    sign.add_argument("request", metavar="REQUEST", help="file with the request; - is the input")
    _add_issuer(sign)
    sign.add_argument("--days", type=_days, default=365, help="validity (default: %(default)s)")
    sign.add_argument("--crl-url", default="", metavar="URL", help="where the issuer's CRL will be")
    sign.add_argument("--out", type=Path, metavar="FILE", help="where to write it, not the output")
    revoke = actions.add_parser("revoke", help="revoke a certificate")
    revoke.add_argument("certificate", type=Path, metavar="CERTIFICATE")
    _add_issuer(revoke)
    crl = actions.add_parser("crl", help="write the revocation list of an authority")
    _add_issuer(crl)
    crl.add_argument("--days", type=_days, default=30, help="days until the next one")
    crl.add_argument("--out", type=Path, metavar="FILE", required=True)
    actions.add_parser("list", help="list the authorities")
    for action in actions.choices.values():
        # It may stand on either side of the action.
        action.add_argument(
            "--state", metavar="DIR", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS
        )
    return parser


def _add_name(parser: argparse.ArgumentParser, *, days: int) -> None:
    parser.add_argument("name", metavar="NAME", help="what it is called here")
    parser.add_argument("--cn", default="", help="common name (default: NAME)")
    parser.add_argument("--days", type=_days, default=days, help="validity (default: %(default)s)")


def _add_issuer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--issuer", metavar="NAME", required=True, help="the authority that signs")


def _days(text: str) -> int:
    import argparse

    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text[:6]) <= 36500:
        raise argparse.ArgumentTypeError(f"not a number of days: {text!r}")
    return int(text)
