"""Everything about one certificate profile, as text that can be scrolled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from screens.certificates.words import (
    fault_words,
    faults_by_certificate,
    host_lines,
    match_lines,
    service_words,
    status_words,
    step_words,
)
from screens.kit.pane import Pane, set_in
from screens.language import counted, tr
from state.certificates.certificate import Certificate
from state.certificates.chain import Arrangement
from state.certificates.chain_faults import Fault
from state.model.certificates import CertificateProfile
from state.model.configuration import View
from state.operations.certificates import awaits_commit
from state.overview.certificates import CertificateOverview, Step, chain_of
from state.overview.names import HostMatch, NameMatch


class Detail(Pane):
    """The profile at the cursor."""

    def show_profile(
        self,
        overview: CertificateOverview | None,
        profile: CertificateProfile | None,
        names: Iterable[NameMatch | HostMatch],
        *,
        running: View,
        step: Step | None,
        home: bool = True,
    ) -> None:
        """Show a profile and what to do next, or nothing.

        It is shown from the beginning unless `home` is false.
        """
        lines: list[RenderableType] = []
        if overview is not None and profile is not None:
            lines.append(Text(overview.name, "bold underline"))
            if step is not None:
                lines.append(Text(step_words(step, overview), "bold"))
            lines += [_facts(overview, profile, running), Text("")]
            lines += _chain(overview, chain_of(profile))
            found = [line for match in names for line in _names(match)]
            if found:
                lines += [Text(""), Text(tr("Names"), "bold underline"), *found]
        self.show(Group(*lines), home=home)


def _names(match: NameMatch | HostMatch) -> list[RenderableType]:
    return host_lines(match) if isinstance(match, HostMatch) else match_lines(match)


def _facts(
    overview: CertificateOverview, profile: CertificateProfile, running: View
) -> RenderableType:
    certificate = overview.certificate
    names = ", ".join((*certificate.dns_names, *certificate.email_names)) or tr("none")
    services = ", ".join(map(service_words, overview.services)) or tr("no service")
    days = counted(
        "{status}, {count} day left",
        "{status}, {count} days left",
        overview.days,
        status=status_words(overview),
    )
    facts = {
        tr("Status"): days,
        tr("Subject"): certificate.subject,
        tr("Issuer"): certificate.issuer,
        tr("Alternative names"): names,
        tr("Valid"): f"{certificate.not_before:%Y-%m-%d} - {certificate.not_after:%Y-%m-%d}",
        tr("Key"): f"{certificate.key_text}, {certificate.signature_hash}",
        tr("Serial number"): certificate.serial_text,
        "SHA-256": certificate.fingerprint_sha256,
        "SHA-1": certificate.fingerprint_sha1,
        tr("Used By"): services,
        tr("Signing request"): tr("yes") if profile.csr else tr("none"),
    }
    if awaits_commit(running, overview.name, profile):
        facts[tr("Committed")] = tr("not yet")
    table = Table.grid(padding=(0, 1))
    for label, value in facts.items():
        table.add_row(Text(label, "dim", no_wrap=True), Text(value, overflow="fold"))
    return table


def _chain(overview: CertificateOverview, arrangement: Arrangement) -> list[RenderableType]:
    """Return the chain as a tree, the root side above, then what does not belong to it."""
    faults = faults_by_certificate(overview.faults)
    lines: list[RenderableType] = [Text(tr("Chain"), "bold underline")]
    depth = 0
    missing = [fault for fault in overview.faults if fault.kind == "missing intermediate"]
    top = arrangement.chain[-1] if arrangement.chain else overview.certificate
    if missing or not top.self_signed:
        words = tr("[missing] {name}") if missing else tr("(peers have it) {name}")
        lines.append(Text(words.format(name=top.issuer_name), "bad" if missing else "dim"))
        depth = 1
    for each in (*reversed(arrangement.chain), overview.certificate):
        lines += _node(each, depth, faults)
        depth += 1
    others = (*arrangement.alternates, *arrangement.duplicates, *arrangement.strangers)
    if others:
        lines.append(Text(tr("Also stored:"), "bold"))
        for each in others:
            lines += _node(each, 0, faults)
    return lines


def _node(
    each: Certificate, depth: int, faults: Mapping[Certificate, Iterable[Fault]]
) -> list[RenderableType]:
    branch = "   " * (depth - 1) + "└─ " if depth else ""
    name = each.common_name or each.subject
    text = Text(f"{name} ({each.not_after:%Y-%m-%d})")
    lines = [set_in(Text(branch), text)] if branch else [text]
    mark = Text(f"{'   ' * depth}   ! ", "bad")
    return lines + [set_in(mark, Text(fault_words(fault), "bad")) for fault in faults.get(each, ())]
