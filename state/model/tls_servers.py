"""Servers beside mail that want a certificate of the appliance: DLP manager, file analysis."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from state.model.certificates import DEMO

Trust = Literal["system", "custom", "own"]
AnalysisServer = Literal["AMERICAS", "EUROPE", "PRIVATE"]

DLP_PORT = 20000
ANALYSIS_PORT = 443


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsServer:
    """A server to which the appliance makes TLS connections, with certificates on both sides."""

    host: str | None = None
    """Host name or address; `None` before it was configured."""
    port: int = ANALYSIS_PORT
    certificate: str = DEMO
    """Profile of the client certificate."""
    trust: Trust = "system"
    """Which authorities may have signed the server's certificate; `own` is `authority` alone."""
    authority: str | None = None
    """PEM of the certificate that was uploaded or pasted for this server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dlp:
    """Settings of `emconfig`."""

    enabled: bool = False
    server: TlsServer = field(default_factory=lambda: TlsServer(port=DLP_PORT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Amp:
    """Settings of `ampconfig`."""

    reputation: bool = False
    analysis: bool = False
    analysis_server: AnalysisServer = "AMERICAS"
    """Where files are analysed; `PRIVATE` is a Threat Grid appliance of one's own, `server`."""
    server: TlsServer = field(default_factory=TlsServer)
