"""Labs and networks for tests."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from esatui.services.network import Network
from esatui.services.network.lab import LabContent, parse_lab
from state.settings import ApplianceSettings, OutsideSettings

T = TypeVar("T")

LAB = """
[map]
"10.0.0.1:25" = "127.0.1.1:10025"
"10.0.0.2:25" = "127.0.1.2:10025"
"10.0.0.3:25" = "127.0.1.2:10026"
"[2001:DB8::1]:25" = "[::1]:10025"

[clients]
"127.0.2.1" = "203.0.113.7"

[zone."Partner.example"]
secure = true
records = '''
@            300 MX  20 mx2
             600 MX  10 MX1.partner.example.
mx1          900 A   10.0.0.1
mx1          AAAA    2001:db8::1
mx2          A       10.0.0.2
mx2          A       10.0.0.3
mail         60 CNAME mx1
out          CNAME   mx.plain.example.
gone         CNAME   nowhere.example.
loop1        CNAME   loop2
loop2        CNAME   loop1
nomail       MX      0 .
_25._tcp.mx1 TLSA    3 1 1 8cb0fc6c527506a053f4f14c8464bebbd6dede2738d11468dd953d7d6a3021f1
text         TXT     "v=spf1" " -all"
deep.er.host A       10.0.0.9
'''

[zone."plain.example"]
records = "mx A 10.0.0.5"

[zone."broken.example"]
fails = true

[zone."0.0.10.in-addr.arpa"]
records = '''
1 PTR mx1.partner.example.
2 PTR other.example.
5 PTR liar.example.
5 PTR mx.plain.example.
'''
"""


def content(text: str = LAB) -> LabContent:
    return parse_lab(text.encode())


def network(directory: Path, lab: str | None = LAB, **settings: Any) -> Network:
    """Return a network with this lab; `settings` are those of `appliance.toml`."""
    if lab is not None:
        (directory / "lab.toml").write_text(lab)
    outside = settings.pop("outside", {})
    return Network(
        ApplianceSettings(
            install_date=datetime(2024, 5, 20, tzinfo=UTC),
            outside=OutsideSettings(**outside),
            **settings,
        ),
        directory,
    )


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(coroutine)
