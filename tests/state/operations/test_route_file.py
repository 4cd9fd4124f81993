"""The file of SMTP routes: both ways, and what is refused."""

import pytest

from state.model.smtproutes import SmtpRoute, SmtpRoutes
from state.operations.ini import FileFault
from state.operations.route_file import parse_routes, render_routes


def test_what_is_exported_can_be_imported() -> None:
    routes = SmtpRoutes(
        entries={
            "ALL": SmtpRoute(hosts=("USEDNS",)),
            "[IPv6:2001:db8::1]": SmtpRoute(hosts=("[2001:db8::2]:26", "mx.example/pri=7:2525")),
            ".example.com": SmtpRoute(hosts=("/dev/null",)),
        }
    )
    data = render_routes(routes)
    assert data.splitlines()[-1] == b"ALL: USEDNS"
    assert parse_routes(data) == routes


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"example.com mx.example", "domain: host"),
        (b"[10.0.0.1: mx.example", "domain: host"),
        (b"example.com:", "cannot be blank"),
        (b"ex ample: mx.example", "A hostname"),
        (b"a.example: /dev/null, mx.example", "by itself"),
        (b"a.example: \xff", "UTF-8"),
        (b"a.example: b.example\x07", "control"),
    ],
)
def test_faults_name_the_line(line: bytes, reason: str) -> None:
    with pytest.raises(FileFault, match=reason) as refused:
        parse_routes(b"# first\n" + line + b"\n")
    assert "line 2" in refused.value.text
