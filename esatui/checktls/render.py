"""Shows the result of a receiver test, as text or JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from esatui.checktls.result import PresentedCertificate, Result
from esatui.text.layout import cell_width, pad
from state.operations.values import shown

_MOST_NAMES: Final = 20
"""Names of a certificate that the text shows."""


def text(result: Result) -> str:
    """Return the result for people, lines ended by newlines."""
    return "".join(f"{line}\n".replace(" \n", "\n") for line in _lines(result))


def document(result: Result) -> str:
    """Return the result as one JSON object; its keys are the fields of `Result`.

    Times are in ISO 8601, `verdict` is that of the whole test.
    """
    import msgspec

    fields: dict[str, Any] = msgspec.to_builtins(result)
    data = msgspec.json.encode({"verdict": result.verdict, **fields})
    return msgspec.json.format(data, indent=2).decode() + "\n"


def _lines(result: Result) -> Iterator[str]:
    domain = f" for {shown(result.domain)}" if result.domain else ""
    yield f"Receiver test of {shown(result.host)} port {result.port}{domain}"
    yield ""
    width = max(cell_width(stage.name) for stage in result.stages)
    for stage in result.stages:
        yield f"{pad(stage.name, width)}  {pad(stage.verdict, 7)}  {stage.detail}".rstrip()
    if result.certificates:
        yield from ("", "Certificates in the order in which they were sent:")
        for place, each in enumerate(result.certificates, 1):
            yield from _certificate(place, each)
    if result.names is not None:
        names = result.names
        yield from ("", "These have to be the same name:")
        yield f"  MX record            {shown(names.mx or '-')}"
        yield f"  Certificate          {_joined(names.certificate) or '-'}"
        yield f"  Interface host name  {shown(names.interface or '-')}"
    failed = f" ({', '.join(result.failed)})" if result.failed else ""
    yield from ("", f"Verdict: {result.verdict}{failed}")


def _certificate(place: int, each: PresentedCertificate) -> Iterator[str]:
    yield f"{place:>3}. {each.subject or '(no subject)'}"
    yield f"     Issuer:  {each.issuer}"
    if each.names:
        yield f"     Names:   {_joined(each.names)}"
    yield f"     Valid:   {_date(each.not_before)} - {_date(each.not_after)}"
    yield f"     Key:     {each.key}, signed with {each.signature or 'the same kind'}"
    yield f"     SHA-256: {each.fingerprint}"
    for fault in each.faults:
        yield f"     {'FAULT' if fault.fatal else 'Note'}:{' ' * (3 - fault.fatal)}{fault.text}"


def _joined(names: Sequence[str]) -> str:
    more = f", and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(map(shown, names[:_MOST_NAMES])) + more


def _date(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} GMT"
