"""Reads the story of messages out of `mail_logs` alone, as an operator would.

Every line has to be of a known kind (mail logs, 3 to 8), at its place, and about something that was
told of before. Each kind has a letter: the letters about a connection, a message or a recipient
make a word, and the words of a log in which nothing is missing are those of `GRAMMAR`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

DONE, BOUNCED, DELAYED = "done", "bounced", "delayed"


@dataclass
class Inbound:
    """A connection that came in."""

    tls: tuple[str, str] | None = None
    closed: bool = False


@dataclass
class Outbound:
    """A connection attempt to the outside."""

    address: str
    tls: tuple[str, str] | None = None
    unverified: bool = False
    """Whether its certificate was found to be wrong, and used all the same."""
    failed: bool = False
    """Whether it ended with an error; one that never stood has no `close`."""
    closed: bool = False


@dataclass
class Mail:
    """A message, from `Start` to `finished`."""

    icid: int
    sender: str | None = None
    recipients: dict[int, str] = field(default_factory=dict)
    subject: str | None = None
    queued: bool = False
    outcomes: dict[int, list[tuple[str, int]]] = field(default_factory=dict)
    """By recipient: what came of each attempt, and the DCID that it was made with."""
    bounce_of: int | None = None
    end: str | None = None
    """`done` or `aborted`."""

    def waiting(self) -> list[int]:
        """Return the recipients of whom it has not been said what became of them for good."""
        final = (DONE, BOUNCED)
        told = self.outcomes
        return [r for r in self.recipients if not any(what in final for what, _ in told.get(r, []))]


class Reader:
    """What the lines tell, without date and level; `AssertionError` for one that makes no sense."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.inbound: dict[int, Inbound] = {}
        self.outbound: dict[int, Outbound] = {}
        self.mails: dict[int, Mail] = {}
        self.deliveries: list[tuple[int, tuple[int, ...], int]] = []
        """MID, recipients and DCID of each `Message done`."""
        self.words: dict[tuple[str, str], str] = {}
        """By kind and number: `("DCID", "1")`, `("RID", "2 0")`."""
        for line in lines:
            self._read(line)

    def _read(self, line: str) -> None:
        (_, letter, act), match = _kind(line)
        try:
            act(self, match)
        except (AssertionError, KeyError) as error:
            raise AssertionError(f"at the wrong place: {line}") from error
        for word in _words(match.groupdict()):
            self.words[word] = self.words.get(word, "") + letter

    def missing(self) -> list[str]:
        """Return about whom something is missing."""
        wrong = [
            f"{kind} {number}: {word}"
            for (kind, number), word in self.words.items()
            if not GRAMMAR[kind].fullmatch(word)
        ]
        endless = [mid for mid, mail in self.mails.items() if not mail.end and not mail.waiting()]
        return wrong + [f"MID {mid} has no end" for mid in endless]

    def _connected(self, match: re.Match[str]) -> None:
        number = int(match["icid"])
        assert number not in self.inbound
        self.inbound[number] = Inbound()

    def _of_client(self, match: re.Match[str]) -> None:
        assert not self.inbound[int(match["icid"])].closed

    def _client_tls(self, match: re.Match[str]) -> None:
        connection = self.inbound[int(match["icid"])]
        assert connection.tls is None
        connection.tls = (match["version"], match["cipher"])

    def _client_gone(self, match: re.Match[str]) -> None:
        self._of_client(match)
        self.inbound[int(match["icid"])].closed = True

    def _started(self, match: re.Match[str]) -> None:
        mid, icid = int(match["mid"]), int(match["icid"])
        assert mid not in self.mails
        assert icid == 0 or not self.inbound[icid].closed
        self.mails[mid] = Mail(icid)

    def _sender(self, match: re.Match[str]) -> None:
        mail = self._mail(match)
        assert (mail.sender, mail.icid) == (None, int(match["icid"]))
        mail.sender = match["address"]

    def _recipient(self, match: re.Match[str]) -> None:
        mail = self._mail(match)
        assert (mail.queued, mail.icid) == (False, int(match["icid"]))
        mail.recipients[len(mail.recipients)] = match["address"]

    def _subject(self, match: re.Match[str]) -> None:
        self._mail(match).subject = match["subject"]

    def _of_mail(self, match: re.Match[str]) -> None:
        assert not self._mail(match).queued

    def _queued(self, match: re.Match[str]) -> None:
        self._of_mail(match)
        self._mail(match).queued = True

    def _bounce(self, match: re.Match[str]) -> None:
        mail = self._mail(match)
        assert (mail.icid, mail.bounce_of) == (0, None)
        of = self.mails[int(match["of"])]
        assert any((BOUNCED, dcid) in each for each in of.outcomes.values() for _, dcid in each)
        mail.bounce_of = int(match["of"])

    def _attempt(self, match: re.Match[str]) -> None:
        number = int(match["dcid"])
        assert number not in self.outbound
        self.outbound[number] = Outbound(match["address"])

    def _of_host(self, match: re.Match[str]) -> None:
        assert not self.outbound[int(match["dcid"])].closed

    def _host_tls(self, match: re.Match[str]) -> None:
        connection = self.outbound[int(match["dcid"])]
        assert (connection.tls, connection.closed) == (None, False)
        connection.tls = (match["version"], match["cipher"])

    def _unverified(self, match: re.Match[str]) -> None:
        self._of_host(match)
        self.outbound[int(match["dcid"])].unverified = True

    def _host_failed(self, match: re.Match[str]) -> None:
        self._of_host(match)
        self.outbound[int(match["dcid"])].failed = True

    def _host_gone(self, match: re.Match[str]) -> None:
        self._of_host(match)
        self.outbound[int(match["dcid"])].closed = True

    def _begun(self, match: re.Match[str]) -> None:
        self._of_host(match)
        mail = self._mail(match)
        assert mail.queued
        assert set(_rids(match)) <= set(mail.waiting())

    def _delivered(self, match: re.Match[str]) -> None:
        self._of_host(match)
        rids = _rids(match)
        self.deliveries.append((int(match["mid"]), rids, int(match["dcid"])))
        for rid in rids:
            self._settle(match, rid, DONE)

    def _bounced(self, match: re.Match[str]) -> None:
        self._settle(match, int(match["rid"]), BOUNCED)

    def _delayed(self, match: re.Match[str]) -> None:
        self._settle(match, int(match["rid"]), DELAYED)

    def _settle(self, match: re.Match[str], rid: int, what: str) -> None:
        mail, dcid = self._mail(match), int(match["dcid"])
        assert rid in mail.waiting()
        assert dcid == 0 or dcid in self.outbound
        mail.outcomes.setdefault(rid, []).append((what, dcid))

    def _pending(self, match: re.Match[str]) -> None:
        assert set(_rids(match)) <= set(self._mail(match).waiting())

    def _response(self, match: re.Match[str]) -> None:
        outcomes = self._mail(match).outcomes
        assert all(outcomes[rid][-1][0] == DONE for rid in _rids(match))

    def _finished(self, match: re.Match[str]) -> None:
        mail = self._mail(match)
        assert mail.queued
        assert not mail.waiting()
        mail.end = "done"

    def _aborted(self, match: re.Match[str]) -> None:
        mail = self._mail(match)
        assert not mail.queued
        mail.end = "aborted"

    def _mail(self, match: re.Match[str]) -> Mail:
        mail = self.mails[int(match["mid"])]
        assert mail.end is None
        return mail


def _rids(match: re.Match[str]) -> tuple[int, ...]:
    return tuple(int(each) for each in match["rids"].split(", "))


_I, _M, _D = r"(?P<icid>\d+)", r"(?P<mid>\d+)", r"(?P<dcid>\d+)"
_R, _RS, _A = r"(?P<rid>\d+)", r"\[(?P<rids>[\d, ]+)\]", r"<(?P<address>[^>]*)>"
_TLS = r"TLS success protocol (?P<version>\S+) cipher (?P<cipher>\S+)"
Act = Callable[[Reader, re.Match[str]], None]
Kind = tuple[re.Pattern[str], str, Act]
_PLACES: Final[tuple[tuple[str, str, Act], ...]] = (
    (
        "C",
        rf"New SMTP ICID {_I} interface .+ \(.+\) address \S+ reverse dns host \S+ verified (?:yes|no)",
        Reader._connected,
    ),
    ("P", rf"ICID {_I} (?:ACCEPT|RELAY) SG \S+ match \S+ SBRS \S+", Reader._of_client),
    ("T", rf"ICID {_I} {_TLS}", Reader._client_tls),
    ("F", rf"ICID {_I} TLS failed: .+", Reader._of_client),
    ("L", rf"ICID {_I} lost", Reader._of_client),
    ("X", rf"ICID {_I} close", Reader._client_gone),
    ("S", rf"Start MID {_M} ICID {_I}", Reader._started),
    ("F", rf"MID {_M} ICID {_I} From: {_A}", Reader._sender),
    ("R", rf"MID {_M} ICID {_I} RID \d+ To: {_A}", Reader._recipient),
    ("J", rf"MID {_M} ICID {_I} To: {_A} Rejected by RAT", Reader._of_mail),
    ("I", rf"MID {_M} Message-ID '.*'", Reader._of_mail),
    ("U", rf'MID {_M} Subject "(?P<subject>.*)"', Reader._subject),
    ("A", rf"MID {_M} ready \d+ bytes from <.*>", Reader._of_mail),
    (
        "M",
        rf"MID {_M} matched all recipients for per-recipient policy DEFAULT in the inbound table",
        Reader._of_mail,
    ),
    ("a", rf"MID {_M} interim verdict using engine: CASE .+", Reader._of_mail),
    ("b", rf"MID {_M} using engine: CASE .+", Reader._of_mail),
    ("c", rf"MID {_M} interim AV verdict using Sophos .+", Reader._of_mail),
    ("d", rf"MID {_M} antivirus negative ", Reader._of_mail),
    ("e", rf"MID {_M} Outbreak Filters: .+", Reader._of_mail),
    ("Q", rf"MID {_M} queued for delivery", Reader._queued),
    ("G", rf"Message aborted MID {_M} Receiving aborted", Reader._of_mail),
    ("H", rf"Message finished MID {_M} aborted", Reader._aborted),
    ("W", rf"MID {_M} was generated for bounce of MID (?P<of>\d+)", Reader._bounce),
    ("K", rf"Message finished MID {_M} done", Reader._finished),
    ("N", rf"New SMTP DCID {_D} interface \S+ address (?P<address>\S+) port \d+", Reader._attempt),
    ("T", rf"DCID {_D} {_TLS}", Reader._host_tls),
    ("V", rf"DCID {_D} TLS verification failed: .+", Reader._unverified),
    ("F", rf"DCID {_D} TLS failed: .+", Reader._of_host),
    ("S", rf"DCID {_D} STARTTLS command not supported\.", Reader._of_host),
    (
        "E",
        rf"Connection Error: DCID {_D} domain: \S+ IP: ?\S+ port: \d+ details: .+ interface: \S+ reason: .+",
        Reader._host_failed,
    ),
    ("X", rf"DCID {_D} close", Reader._host_gone),
    ("B", rf"Delivery start DCID {_D} MID {_M} to RID {_RS}", Reader._begun),
    ("D", rf"Message done DCID {_D} MID {_M} to RID {_RS} ", Reader._delivered),
    ("r", rf"MID {_M} RID {_RS} Response '.*'", Reader._response),
    ("Y", rf"Bounced: DCID {_D} MID {_M} to RID {_R} - .+", Reader._bounced),
    ("Z", rf"Delayed: DCID {_D} MID {_M} to RID {_R} - .+", Reader._delayed),
    ("p", rf"MID {_M} to RID {_RS} pending till .+", Reader._pending),
)
_KNOWN: Final[list[Kind]] = [(re.compile(pattern), letter, act) for letter, pattern, act in _PLACES]
GRAMMAR: Final = {
    "ICID": re.compile("CPT?L?X"),
    # By a client and queued, by a client and given up, a bounce.
    "MID": re.compile("SF[RJ]+I?UAMabcdeQK?|SF[RJ]+GH|SWFRAQK?"),
    # Delivered, refused, refused without a connection, put off.
    "RID": re.compile("BDr|BY|Y|B?Zp"),
    # It took messages, or ended before; an attempt that never stood has no close.
    "DCID": re.compile("N(?:TV?|S|F)(?:B(?:D|Y|E?Z))+X|N(?:E|EX|FX)Z+"),
}


def kind_of(line: str) -> str:
    """Return the pattern that a line has."""
    return _kind(line)[0][0].pattern


def _kind(line: str) -> tuple[Kind, re.Match[str]]:
    found = [(each, match) for each in _KNOWN if (match := each[0].fullmatch(line))]
    assert len(found) == 1, line
    return found[0]


def _words(groups: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield whom a line is about."""
    rids = groups.get("rids") or groups.get("rid")
    if "mid" in groups and rids:
        yield from (("RID", f"{groups['mid']} {rid}") for rid in rids.split(", "))
    elif "mid" in groups:
        yield "MID", groups["mid"]
    elif "icid" in groups:
        yield "ICID", groups["icid"]
    if groups.get("dcid", "0") != "0":
        yield "DCID", groups["dcid"]
