"""The command line of `esatui`, and what `--help` says about it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeVar

from esatui import __version__

if TYPE_CHECKING:
    import argparse

T = TypeVar("T")

SHELLS = ("bash", "zsh", "fish")

_DESCRIPTION = """\
A Cisco Email Security Appliance in a terminal. Without a subcommand: its command line, as an
operator sees it after login. An independent emulator, not affiliated with Cisco.

The appliance lives in a state directory, which is made with factory settings on first use."""

_EPILOG = """\
subcommands:
  serve                 let ssh clients log in to the appliance
  dashboard             see and work the appliance on the whole screen
  transcript FILE...    play transcripts and compare what they show
  partners              simulated remote mail hosts, each with one fault
  ca                    a certificate authority for practice
  checktls HOST         test how a mail host answers STARTTLS
  manual [COMMAND]      print the page of a command, or the list of all pages
  completion SHELL      print a completion script for bash, zsh or fish
  Each has its own --help.

examples:
  esatui                                  a shell on your own appliance
  esatui -c 'version; status'             two commands, and the exit status of both
  esatui --state /tmp/class < lines.txt   lines from a file, as a script would type them
  esatui serve --ssh 127.0.0.1:2222       the same appliance over SSH

environment:
  ESATUI_STATE          the state directory, unless --state names another
  XDG_DATA_HOME         where it is looked for otherwise (default ~/.local/share), in esatui/

exit status:
  0  success; with -c: every command succeeded
  1  something failed, as the output says
  2  the command line is wrong"""

_SERVE = """\
Run the appliance: its listeners, deliveries and web servers work by what is committed, and ssh
clients log in: shell, exec, and scp to and from /configuration. One line on standard output says
when it can be used, and where everything listens; the first login is admin, ironport.
SIGTERM or Ctrl-C ends it: open sessions are closed and what they did not commit is lost."""

_SERVE_EPILOG = """\
examples:
  esatui serve --ssh 127.0.0.1:2222
      ready ssh=127.0.0.1:2222 ...
  ssh -p 2222 admin@127.0.0.1
  esatui serve --state /tmp/class --ssh 127.0.0.1:0     a free port; the ready line names it
  esatui serve --no-services                            logins only, as beside another server"""

_PARTNERS = """\
Start remote mail hosts on loopback, each with one fault, and write the lab file of the appliance so
that mail for anybody@NAME.partner.example goes to the host NAME. Every message that one takes is a
line on standard output. DLP managers and a Threat Grid appliance (emconfig, ampconfig) demand
a client certificate. SIGTERM or Ctrl-C ends it."""

_PARTNERS_EPILOG = """\
examples:
  esatui partners --state /tmp/class                      all of them, beside esatui serve
  esatui partners --state /tmp/class no-starttls expired  only these"""

_MANUAL = """\
Print the manual page of a command of the appliance: its operations, its batch forms, who may use it
and an example. Without a command: the list of all pages."""

_MANUAL_EPILOG = """\
examples:
  esatui manual
  esatui manual certconfig | less"""

_COMPLETION = """\
Print a script with which the shell completes the command line of esatui."""

_COMPLETION_EPILOG = """\
examples:
  bash   source <(esatui completion bash)                       in ~/.bashrc
  zsh    source <(esatui completion zsh)                        in ~/.zshrc, after compinit
  fish   esatui completion fish > ~/.config/fish/completions/esatui.fish"""


def parse(arguments: Sequence[str]) -> Any:
    """Return the options as attributes; `program` is `shell`, `serve` and so on.

    A wrong command line ends the program with status 2, `--help` and `--version` with 0.
    """
    return _plain_shell(arguments) or _parse(arguments)


def _plain_shell(arguments: Sequence[str]) -> SimpleNamespace | None:
    """Return the options of a plain `esatui [--state DIR] [-c LINE]`, `None` for all others.

    Loading argparse takes a tenth of the time that one command takes from start to end.
    """
    found: dict[str, str] = {}
    words = iter(arguments)
    for option in words:
        value = next(words, "-")
        if option not in ("--state", "-c") or option in found or value.startswith("-"):
            return None
        found[option] = value
    state = Path(found["--state"]) if "--state" in found else state_directory()
    return SimpleNamespace(program="shell", state=state, line=found.get("-c"))


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    arguments = _program_first(arguments)
    if arguments[:1] == ["serve"]:
        return _serve().parse_args(arguments[1:])
    if arguments[:1] == ["dashboard"]:
        return _dashboard().parse_args(arguments[1:])
    if arguments[:1] == ["completion"]:
        return _completion().parse_args(arguments[1:])
    if arguments[:1] == ["manual"]:
        return _manual().parse_args(arguments[1:])
    if arguments[:1] == ["partners"]:
        return _partners().parse_args(arguments[1:])
    if arguments[:1] == ["ca"]:
        return _ca().parse_args(arguments[1:])
    if arguments[:1] == ["checktls"]:
        return _checktls().parse_args(arguments[1:])
    return _shell().parse_args(arguments)


def _program_first(arguments: Sequence[str]) -> Sequence[str]:
    """Return the arguments with `--state DIR serve` (or another program) turned round."""
    length = 0
    if arguments[:1] == ["--state"]:
        length = 2
    elif arguments and arguments[0].startswith("--state="):
        length = 1
    name = arguments[length : length + 1]
    if name and name[0] in ("serve", "dashboard", "partners", "ca", "checktls"):
        return [*name, *arguments[:length], *arguments[length + 1 :]]
    return arguments


def state_directory() -> Path:
    """Return the state directory that is used unless another one is named."""
    named = os.environ.get("ESATUI_STATE")
    if named:
        return Path(named)
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "esatui"


def _parser(name: str, description: str, epilog: str) -> argparse.ArgumentParser:
    import argparse

    return argparse.ArgumentParser(
        prog=name,
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def _add_state(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--state",
        metavar="DIR",
        type=Path,
        default=state_directory(),
        help="the state directory of the appliance (default: %(default)s)",
    )


def _shell() -> argparse.ArgumentParser:
    parser = _parser("esatui", _DESCRIPTION, _EPILOG)
    _add_state(parser)
    parser.add_argument(
        "-c",
        metavar="LINE",
        dest="line",
        help="run the commands of LINE (several are separated by ';') and end",
    )
    parser.add_argument("--version", action="version", version=f"esatui {__version__}")
    parser.set_defaults(program="shell")
    return parser


def _serve() -> argparse.ArgumentParser:
    parser = _parser("esatui serve", _SERVE, _SERVE_EPILOG)
    _add_state(parser)
    parser.add_argument(
        "--ssh",
        metavar="HOST:PORT",
        type=_address,
        default=("127.0.0.1", 2222),
        help="where to listen for ssh clients; port 0 is a free one (default: 127.0.0.1:2222)",
    )
    parser.add_argument(
        "--allow-remote",
        action="store_true",
        help="permit an address that other machines can reach: change the passphrase first",
    )
    parser.add_argument(
        "--no-services",
        action="store_false",
        dest="services",
        help="only let ssh clients log in: no mail, no web server",
    )
    parser.set_defaults(program="serve")
    return parser


def _dashboard() -> argparse.ArgumentParser:
    from esatui.cli import dashboard
    from state.preferences import LANGUAGES, THEME_NAMES

    parser = _parser("esatui dashboard", dashboard.DESCRIPTION, dashboard.EPILOG)
    _add_state(parser)
    parser.add_argument(
        "--lang",
        dest="language",
        choices=LANGUAGES,
        help="the language: English or Korean (default: your preference, or LANG)",
    )
    parser.add_argument(
        "--theme", choices=THEME_NAMES, help="how it looks (default: your preference)"
    )
    parser.set_defaults(program="dashboard")
    return parser


def _partners() -> argparse.ArgumentParser:
    parser = _parser("esatui partners", _PARTNERS, _PARTNERS_EPILOG)
    _add_state(parser)
    parser.add_argument(
        "--port",
        metavar="PORT",
        type=_port,
        default=2525,
        help="where they listen, each at its own 127.0.10.x; 0 is any (default: %(default)s)",
    )
    parser.add_argument("names", metavar="NAME", nargs="*", help="only these partners")
    parser.set_defaults(program="partners")
    return parser


def _ca() -> argparse.ArgumentParser:
    from esatui.cli import ca_arguments

    parser = _parser("esatui ca", ca_arguments.DESCRIPTION, ca_arguments.EPILOG)
    return ca_arguments.add_actions(parser, _add_state)


def _checktls() -> argparse.ArgumentParser:
    from esatui.cli import checktls

    parser = _parser("esatui checktls", checktls.DESCRIPTION, checktls.EPILOG)
    parser.add_argument(
        "target",
        metavar="HOST[:PORT]",
        type=_typed(checktls.target),
        help="host name or address, an IPv6 address with a port in brackets (default port: 25)",
    )
    parser.add_argument(
        "--domain",
        metavar="D",
        type=_typed(checktls.domain),
        help="the email domain whose MX record the host is",
    )
    parser.add_argument(
        "--ca", metavar="FILE", type=Path, help="certificates that are trusted as well"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    _add_state(parser)
    parser.set_defaults(program="checktls")
    return parser


def _typed(convert: Callable[[str], T]) -> Callable[[str], T]:
    """Return `convert` for argparse, which shows the texts of its own errors only."""

    def converted(text: str) -> T:
        import argparse

        try:
            return convert(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return converted


def _port(text: str) -> int:
    import argparse

    if not (text.isascii() and text.isdecimal()) or int(text[:6]) > 65535:
        raise argparse.ArgumentTypeError(f"not a port: {text!r}")
    return int(text)


def _completion() -> argparse.ArgumentParser:
    parser = _parser("esatui completion", _COMPLETION, _COMPLETION_EPILOG)
    parser.add_argument("shell", choices=SHELLS, help="the shell that is to complete")
    parser.set_defaults(program="completion")
    return parser


def _manual() -> argparse.ArgumentParser:
    parser = _parser("esatui manual", _MANUAL, _MANUAL_EPILOG)
    parser.add_argument("command", metavar="COMMAND", nargs="?", help="a command of the appliance")
    parser.set_defaults(program="manual")
    return parser


def _address(text: str) -> tuple[str, int]:
    """Return host and port; an IPv6 address stands in brackets."""
    import argparse

    host, colon, port = text.rpartition(":")
    if not colon or not (port.isascii() and port.isdecimal()) or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"not HOST:PORT: {text!r}")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        raise argparse.ArgumentTypeError(f"an IPv6 address needs brackets: {text!r}")
    if not host:
        raise argparse.ArgumentTypeError(f"the host is missing: {text!r}")
    return host, int(port)
