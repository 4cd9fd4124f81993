"""The appliance's own settings file, `appliance.toml`: what it is, before any configuration.

People edit this file, so it is written once, with comments, and only read from then on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from state import documents
from state.errors import StateError

FILE_NAME = "appliance.toml"

FEATURE_KEYS = (
    "Incoming Mail Handling",
    "IronPort Anti-Spam",
    "Outbreak Filters",
    "Sophos Anti-Virus",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideSettings:
    """How the world outside of this machine is reached."""

    real: bool = False
    """Whether remote addresses are contacted and names looked up. Otherwise nothing leaves."""
    nameservers: tuple[str, ...] = ()
    """Addresses of name servers, with a port if it is not 53; those of the machine when empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterSettings:
    """Where appliances of one cluster meet."""

    directory: str = "../.esatui-clusters"
    """Directory that all of them can write; relative to the state directory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplianceSettings:
    """What `version` and the login banner say, and how the appliance is bound to this machine."""

    model: str = "C100V"
    product: str = "Cisco C100V Email Security Virtual Appliance"
    version: str = "15.5.0"
    build: str = "048"
    build_date: date = date(2024, 2, 12)
    install_date: datetime
    """Aware. When the state directory was made, unless the file says otherwise."""
    serial: str = "423A5F1C9B27D4E8A6C1-9F3B7D2E5A10"
    bios: str = "6.00"
    cpus: int = 2
    memory_mb: int = 6144
    feature_keys: tuple[str, ...] = FEATURE_KEYS
    """Names of the feature keys, all perpetual."""
    bind: Mapping[str, str] = field(default_factory=dict)
    """`Interface:port` of the appliance to `address:port` that is really bound."""
    remotes: Mapping[str, str] = field(default_factory=dict)
    """`host:port` of the outside world to `address:port` that is contacted instead."""
    outside: OutsideSettings = field(default_factory=OutsideSettings)
    cluster: ClusterSettings = field(default_factory=ClusterSettings)

    @property
    def release(self) -> str:
        """Version with build: `15.5.0-048`."""
        return f"{self.version}-{self.build}"

    @property
    def virtual(self) -> bool:
        """Whether the model is a virtual appliance."""
        return self.model.endswith("V")


TEMPLATE = """\
# Settings of the appliance itself. Read at start; comments and order are yours.

# What the appliance is.
model = "C100V"
product = "Cisco C100V Email Security Virtual Appliance"
version = "15.5.0"
build = "048"
build_date = 2024-02-12
bios = "6.00"
cpus = 2
memory_mb = 6144

# When it was installed.
install_date = {install_date}

# The configuration belongs to this serial number: change it before the first start only.
serial = "423A5F1C9B27D4E8A6C1-9F3B7D2E5A10"

# Feature keys, all perpetual.
feature_keys = [
    "Incoming Mail Handling",
    "IronPort Anti-Spam",
    "Outbreak Filters",
    "Sophos Anti-Virus",
]

# Addresses of the appliance are not addresses of this machine. What is listed here is bound
# instead: "Interface:port" = "address:port". Without an entry Management is 127.0.0.1, the other
# interfaces follow in the order of their names, and 10000 is added to the port.
[bind]
# "Management:25" = "127.0.0.1:2525"
# ports = "ephemeral"            # any free port, where nothing is listed

# Whether mail may really leave this machine, and names be asked for. With false there is only
# what is listed under remotes, and the lab (lab.toml).
[outside]
real = false
# nameservers = ["127.0.0.1"]

# The outside world is not contacted. A host that is listed here is reached at the address beside
# it: "host:port" = "address:port".
[remotes]
# "crl.example.net:80" = "127.0.0.1:8080"

# Appliances of one cluster meet in a directory that all of them can write. Each needs a serial
# number of its own.
[cluster]
# directory = "../.esatui-clusters"
"""


def template(install_date: datetime) -> str:
    """Return the text of a new settings file. `install_date` is an aware time."""
    moment = install_date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return TEMPLATE.format(install_date=moment)


def parse_settings(data: bytes, path: Path) -> ApplianceSettings:
    """Return the settings in a file's content; `path` is for the error.

    Raises StateError that names the file, the line and the setting.
    """
    try:
        settings = documents.convert(documents.parse(data), ApplianceSettings)
    except documents.DocumentError as error:
        reason = _located(str(error), data)
        raise StateError(f"{path}: {reason}") from error
    if not settings.serial:
        raise StateError(f"{path}: the serial number is empty", "serial")
    if settings.install_date.tzinfo is None:
        raise StateError(f"{path}: install_date needs a time zone, such as Z", "install_date")
    return settings


def _located(reason: str, data: bytes) -> str:
    """Return `reason` with the line of the setting that it puts between back quotes last."""
    names = re.findall(r"`(\w+)[^`]*`", reason)
    if "(at line" in reason or not names:
        return reason
    pattern = rf"^\s*\[?\s*{names[-1]}\b".encode()
    found = re.search(pattern, data, re.MULTILINE)
    if found is None:
        return reason
    line = data.count(b"\n", 0, found.end()) + 1
    return f"{reason} (at line {line})"
