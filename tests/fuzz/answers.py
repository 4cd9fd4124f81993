"""What a person, or somebody who means harm, may answer at a question.

Most answers go on with the conversation, so that walks get everywhere; some are plausible and do
not fit, some are garbage, some end the command or the session.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from esatui.batch import join_words
from esatui.commands.destconfig.options import OPTIONS
from esatui.registry import ALIASES, Command, all_commands
from tests.fuzz import samples
from tests.fuzz.screen import Question

Kind = Literal["text", "secret", "block", "key", "wait", "interrupt", "end"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; `text` is the line, the block or the key."""

    kind: Kind
    text: str = ""


INTERRUPT = Answer("interrupt")
END = Answer("end")

NAMES = (
    "partner.com",
    "partner.com",
    "ec",
    "rsa",
    "x-1",
    "Demo",
    "demo",
    "a" * 64,
    "a b",
    "é",
    "한글",
)
DOMAINS = ("a.example", "b.example", ".example.com", "[192.0.2.1]", "192.0.2.1", "[IPv6:2001:db8::1]",
           "default", "ALL", "münchen.example", "xn--mnchen-3ya.example", "a..b", "-a.example", "ß.example")  # fmt: skip
HOSTS = (
    "mail.example.com",
    "esa2.example.com",
    "localhost",
    "mail",
    "a.b.c.d.example",
    "-x.example",
)
NUMBERS = ("0", "1", "2", "3", "5", "10", "25", "60", "100", "443", "500", "1000", "3650", "65535", "65536",
           "86400", "1000000000", "9" * 30, "-1", "1.5", "0x10", "+1", "１", "²", " 7 ")  # fmt: skip
ADDRESSES = ("192.168.42.43", "10.0.0.1", "192.168.42.42", "0.0.0.0", "256.1.1.1", "2001:db8::1",  # noqa: S104
             "::", "fe80::1%eth0", "24", "255.255.255.0", "0xffffff00", "64", "255.0.255.0")  # fmt: skip
SENDERS = (
    "example.com, .example.org",
    "10.0.0.0/8",
    "postmaster@",
    "joe@[1.2.3.4]",
    "10.0.0.1-10",
    ",",
)
URLS = (
    "http://127.0.0.1/a.crl",
    "https://crl.example.net/b.crl",
    "ftp://a/b",
    "http://",
    "none",
    "http://[::1",
)
SUBJECTS = ("mail.example.com", "Example", "Org", "San Francisco", "CA", "US", "KR", "XX", "USA", "*.example.com",
            "o=x,cn=y", "+", "a" * 65, "서울")  # fmt: skip
EMAILS = ("a@example.com", "a@b", "@", "a" * 300 + "@example.com")
DURATIONS = ("5m", "1h", "30s", "1d", "0", "99999d", "1h30m", "m")
WORDS = (
    "y",
    "n",
    "yes",
    "no",
    "",
    "1",
    "2",
    "3",
    "none",
    "off",
    "on",
    "cancel",
    "?",
    "quit",
    "commit",
    "Auto",
)
GARBAGE = ("\x00", "\x1b[31m", "\x7f", "\u202e", "\udcff", "\ud800", "\u2028", "'; DROP TABLE", "../../etc/passwd",
           "%s%n", "{0}", "[default]", '"', "\\", ";", "a" * 5000, "\t", "\xa0", "e\u0301" * 40, "😀" * 40)  # fmt: skip
FILE_NAMES = ("../keys/x.pem", "/etc/passwd", "/configuration/root.pem", "configuration/empty", "missing.p12",
              ".hidden", "", "a/b", "directory", "link", "pipe", "out.p12", "out.pem", "a" * 300)  # fmt: skip
KEYS = (" ", "\r", "q", "\x1b", "\x1b[B", "h", "한")
HINTS: Mapping[str, Sequence[str]] = {
    "domain": DOMAINS,
    "hostname": HOSTS,
    "name for": NAMES,
    "name (ex": NAMES,
    "ip address": ADDRESSES,
    "ipv6": ADDRESSES,
    "netmask": ADDRESSES,
    "prefix": ADDRESSES,
    "systems allowed": SENDERS,
    "accept mail for": SENDERS,
    "url": URLS,
    "email": EMAILS,
    "dns": HOSTS,
    "rate": DURATIONS + NUMBERS,
    "time": DURATIONS,
    "number": NUMBERS,
    "limit": NUMBERS,
    "port": NUMBERS,
    "days": NUMBERS,
    "seconds": NUMBERS,
    "hours": NUMBERS,
    "concurren": NUMBERS,
    "enter": SUBJECTS,
}
"""A part of a question to what may be answered; the first that is found counts."""

ANYTHING = (
    *NAMES,
    *DOMAINS,
    *NUMBERS,
    *ADDRESSES,
    *SENDERS,
    *URLS,
    *SUBJECTS,
    *EMAILS,
    *WORDS,
    *GARBAGE,
)
VALUES: Mapping[str, Sequence[str]] = {
    "concurrency_limit": NUMBERS,
    "concurrency_limit_type": ("host", "MXIP", "default", "x"),
    "concurrency_limit_apply": ("system", "VG", "default", ""),
    "max_messages_per_connection": NUMBERS,
    "recipient_limit_minutes": NUMBERS,
    "recipient_limit": NUMBERS,
    "use_tls": ("off", "on", "require", "on_verify", "require_verify", "default", "0", "5", "6"),
    "use_dane": ("off", "opportunistic", "mandatory", "default", "1"),
    "bounce_profile": ("Default", "default", "fast", *NAMES),
    "bounce_verification": ("off", "on", "default", "0", "1"),
    "ip_sort_pref": ("PREFER_V6", "REQUIRE_V4", "default", "x"),
}
SPREAD = 0.05
"""How often something else than what goes on is answered, for each kind of it."""


class Improviser:
    """Makes up answers. It goes most often where it has been least.

    `signed` returns a certificate for the key of some profile of the appliance.
    """

    def __init__(self, random: Random, signed: Callable[[], str]) -> None:
        self._random = random
        self._signed = signed
        self.visits = Counter[str]()
        """How often a command, an operation or a syntax was chosen."""
        self._pair = samples.pairs()[0]
        self._secret = ""
        self.secrets: list[str] = []
        """Passphrases that must never be seen on a screen."""

    def answer(self, question: Question, files: Sequence[str], *, bored: bool) -> Answer:
        """Return an answer; when `bored`, one that leads out of the command."""
        random = self._random
        chance = random.random()
        if bored or chance < 0.01:
            return INTERRUPT
        if question.kind == "pause":
            # Who only listens may close the input: following goes on then.
            return Answer("wait") if chance < 0.8 else INTERRUPT
        if chance < 0.012:
            return END
        if question.kind == "key":
            return Answer("key", random.choice(KEYS))
        if question.kind == "block":
            return Answer("block", self._block(question.text))
        if question.kind == "secret":
            return Answer("secret", self._passphrase(question.text))
        if chance < SPREAD:
            return Answer("text", random.choice(ANYTHING))
        if question.kind == "command":
            return Answer("text", self.line(files))
        return Answer("text", self._line(question, files))

    # The main prompt.

    def line(self, files: Sequence[str]) -> str:
        """Return a line for the main prompt: a command, a batch line, several of them, or not."""
        random = self._random
        chance = random.random()
        if chance < 0.45:
            return self._rarest([command.name for command in all_commands() if command.menu])
        if chance < 0.6:
            return self._rarest([command.name for command in all_commands()])
        if chance < 0.7:
            return "commit"
        if chance < 0.75:
            return random.choice((*ALIASES, "destc", "DESTCONFIG", "  version  ", "", " "))
        lines = [self._batch(files) for _ in range(random.choice((1, 1, 1, 2, 3)))]
        text = random.choice(("; ", ";", " ;; ")).join(lines)
        return _damaged(random, text) if random.random() < 0.1 else text

    def _batch(self, files: Sequence[str]) -> str:
        command = self._random.choice([each for each in all_commands() if each.forms])
        syntax = self._rarest([form.syntax for form in command.forms])
        return " ".join(self._element(command, each, files) for each in syntax.split())

    def _element(self, command: Command, element: str, files: Sequence[str]) -> str:
        random = self._random
        if element == "[options]":
            names = random.sample(sorted(OPTIONS), random.randrange(4))
            return " ".join(_quoted(f"{name}={random.choice(VALUES[name])}") for name in names)
        element = element.removesuffix("...")
        if element.startswith("["):
            return "" if random.random() < 0.5 else self._element(command, element[1:-1], files)
        name, equals, value = element.partition("=")
        if equals:
            return f"{name}={self._element(command, value, files)}"
        inner = element.strip('"<>')
        if inner == element:
            return element
        if "|" in inner and " " not in inner and random.random() < 0.8:
            return random.choice(inner.split("|"))
        return _quoted(random.choice(self._values(inner, files)))

    def _values(self, word: str, files: Sequence[str]) -> Sequence[str]:
        pools: dict[str, Sequence[str]] = {
            "file": [*files, *FILE_NAMES],
            "domain": DOMAINS,
            "hostname": HOSTS,
            "listener": ("InboundMail", "OutboundMail", "x"),
            "profile": NAMES,
            "name": ("Management", "InternalNet", *NAMES),
            "command": [command.name for command in all_commands()],
            "comment": ("a comment", "-y", "", "더 나은 설정", '"quoted" \\ text', "x" * 300),
        }
        return pools.get(word, ANYTHING)

    def _rarest(self, choices: Sequence[str]) -> str:
        """Return one that has been chosen least often, or any."""
        if self._random.random() < 0.3:
            chosen = self._random.choice(choices)
        else:
            least = min(self.visits[each] for each in choices)
            chosen = self._random.choice([e for e in choices if self.visits[e] == least])
        self.visits[chosen] += 1
        return chosen

    # Questions.

    def _line(self, question: Question, files: Sequence[str]) -> str:
        random = self._random
        chance = random.random()
        if question.kind == "menu":
            if chance < 0.25 or not question.operations:
                return ""
            chosen = self._rarest(question.operations)
            return chosen.lower() if chance < 0.8 else chosen[: random.randint(1, len(chosen))]
        if question.kind == "confirm":
            return random.choice(
                ("y", "n", "", "", "YES", "No", "maybe")[: 7 if chance < 0.2 else 3]
            )
        if chance < 0.35:
            return ""
        if question.kind == "list":
            return self._item(question.items)
        if question.completions and chance < 0.75:
            return random.choice(question.completions)
        if "name of the file" in question.text:
            return random.choice([*files, *FILE_NAMES])
        for hint, values in HINTS.items():
            if hint in question.text:
                return random.choice(values)
        return random.choice(ANYTHING)

    def _item(self, items: Sequence[str]) -> str:
        random = self._random
        if random.random() < 0.2:
            return random.choice(items)
        return str(random.randint(0 if random.random() < 0.1 else 1, len(items)))

    def _passphrase(self, question: str) -> str:
        random = self._random
        if any(word in question for word in ("confirm", "retype")) and random.random() < 0.8:
            return self._secret
        new = f"Horse-{random.getrandbits(40):x}"
        self._secret = random.choice(
            (samples.PASSPHRASE, "ironport", new, new, "", "é" * 40, "\udcff")
        )
        if self._secret == new:
            self.secrets.append(new)
        return self._secret

    def _block(self, question: str) -> str:
        random = self._random
        if not any(word in question for word in ("certificate", "key", "configuration")):
            return "\n".join(random.choice(ANYTHING) for _ in range(random.randrange(4)))
        if "private key" in question and random.random() < 0.8:
            return self._pair.key
        self._pair = random.choice(samples.pairs())
        if "public certificate" in question and random.random() < 0.3:
            return self._signed()
        if random.random() < 0.15:
            return _damaged(random, random.choice((self._pair.certificate, self._pair.key)))
        if "configuration" in question:
            return random.choice([*samples.configuration_files().values()]).decode("iso-8859-1")
        return random.choice(
            (
                self._pair.certificate,
                self._pair.certificate,
                self._pair.chain,
                self._pair.chain + self._pair.certificate,
                self._pair.pem,
                "".join(self._pair.certificate.split("\n")[1:-2]),
                random.choice(GARBAGE),
                "",
            )
        )


def _quoted(word: str) -> str:
    return join_words([word])


def _damaged(random: Random, text: str) -> str:
    """Return `text` with one character more, one less or another one."""
    place = random.randrange(len(text) + 1)
    inserted = random.choice(('"', "\\", ";", " ", "A", "\x00", "é", ""))
    return text[:place] + inserted + text[place + random.randrange(3) :]
