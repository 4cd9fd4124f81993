"""The pages as HTML. None needs anything from another machine."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

from esatui.web import codes
from screens.language import LANGUAGES, NAMES, Language

STYLE: Final = (
    """\
@font-face { font-family: 'Roboto Mono'; src: url(/dashboard/roboto-mono.ttf); }
:root { color-scheme: dark; }
html, body { height: 100%; margin: 0; }
body { font: 16px/1.5 system-ui, sans-serif; background: #0d1620; color: #e6edf3; }
main { max-width: 24rem; margin: 0 auto; padding: 10vh 1rem; }
h1 { font-size: 1.4rem; margin: 0; }
p { margin: .5rem 0; }
label { display: block; margin-top: 1rem; }
input, select, button { font: inherit; width: 100%; padding: .5rem; box-sizing: border-box; }
button { margin-top: 1.5rem; }
.bad { border-left: .4rem solid #ff8a80; padding-left: .8rem; }
.textual-terminal { position: fixed; inset: 0; background: #0d1620; }
.closed { display: none; position: fixed; inset: 0; background: #0d1620; z-index: 10; }
.-closed .closed { display: block; }
.closed h1 { background: none; }
a, a:visited { color: #8fc7ff; }
.reason, .anew { display: none; }
"""
    + "".join(f".-closed-{code} .-reason-{code} {{ display: block; }}\n" for code in codes.REASONS)
    + "".join(
        f".-closed-{code} .again {{ display: none; }}\n"
        f".-closed-{code} .anew {{ display: block; }}\n"
        for code in codes.ENDED
    )
)
SCRIPT: Final = """\
// Lets the page know with which code the connection was closed; the style sheet shows the reason.
window.WebSocket = class extends window.WebSocket {
  constructor(...options) {
    super(...options);
    this.addEventListener("close", (event) => {
      document.body.classList.add(`-closed-${event.code}`);
    });
  }
};
"""
KOREAN: Final[Mapping[str, str]] = {
    "Username:": "사용자 이름:",
    "Passphrase:": "암호:",
    "Language:": "언어:",
    "Automatic": "자동",
    "Login": "로그인",
    "Log Out": "로그아웃",
    "The dashboard is closed.": "대시보드가 닫혔습니다.",
    "Open it again": "다시 열기",
    "Invalid username or passphrase.": "사용자 이름 또는 암호가 올바르지 않습니다.",
    codes.EXPIRED_TEXT: "세션이 만료되었습니다. 다시 로그인하십시오.",
    codes.LEFT_TEXT: (
        "대시보드를 끝냈지만 아직 로그인되어 있습니다. "
        "커밋하지 않은 변경사항은 로그아웃하거나 세션이 만료될 때까지 유지됩니다."
    ),
    codes.LOGGED_OUT_TEXT: "로그아웃했습니다.",
    codes.ELSEWHERE_TEXT: "다른 창에서 대시보드를 열었습니다.",
    codes.CHANGED_TEXT: "계정이 변경되었습니다. 다시 로그인하십시오.",
    "Too many sessions are open.": "열린 세션이 너무 많습니다.",
    "Your passphrase must be changed first: log in over SSH to change it.": (
        "먼저 암호를 변경해야 합니다. SSH로 로그인하여 변경하십시오."
    ),
}
"""What the pages say, by what they say in English."""


def login_page(
    hostname: str,
    language: Language,
    choice: Language | None = None,
    notice: str = "",
    banner: str = "",
) -> str:
    """Return the page on which one logs in.

    `choice` is the language that was chosen before, `None` is automatic; `notice` says what was
    wrong, in English.
    """
    say = _Speaker(language)
    said = f'<p class="bad" id="notice">{say(notice)}</p>' if notice else ""
    told = f"<p>{escape(banner)}</p>" if banner else ""
    names = [("", say("Automatic")), *((each, NAMES[each]) for each in LANGUAGES)]
    options = "".join(
        f'<option value="{each}"{" selected" if each == (choice or "") else ""}>{name}</option>'
        for each, name in names
    )
    return _page(
        hostname,
        language,
        f"""\
<main>
<h1>{escape(hostname)}</h1>
<p>Cisco Email Security Appliance</p>
{told}{said}
<form method="post" action="/login">
<label>{say("Username:")}
<input name="username" autocomplete="username" autofocus maxlength="64"></label>
<label>{say("Passphrase:")}
<input name="passphrase" type="password" autocomplete="current-password" maxlength="256"></label>
<label>{say("Language:")} <select name="language">{options}</select></label>
<button>{say("Login")}</button>
</form>
</main>
""",
    )


def terminal_page(hostname: str, language: Language, host: str) -> str:
    """Return the page with the terminal; `host` is what the browser calls this place."""
    say = _Speaker(language)

    def bad(code: int) -> str:
        return "" if code in codes.WANTED else " bad"

    reasons = "".join(
        f'<p class="reason -reason-{code}{bad(code)}">{say(text)}</p>\n'
        for code, text in codes.REASONS.items()
    )
    return _page(
        hostname,
        language,
        f"""\
<div class="textual-terminal" data-font-size="15"
 data-session-websocket-url="wss://{escape(host)}/dashboard/socket"></div>
<button id="start" hidden></button>
<div class="closed"><main>
<h1>{escape(hostname)}</h1>
{reasons}<p>{say("The dashboard is closed.")}</p>
<div class="again"><p><a href="/dashboard">{say("Open it again")}</a></p>
<form method="post" action="/logout"><button>{say("Log Out")}</button></form></div>
<p class="anew"><a href="/dashboard">{say("Login")}</a></p>
</main></div>
""",
        head='<link rel="stylesheet" href="/dashboard/xterm.css">\n'
        '<script src="/dashboard/closed.js"></script>\n'
        '<script src="/dashboard/textual.js"></script>\n',
    )


def _page(hostname: str, language: Language, body: str, *, head: str = "") -> str:
    return f"""\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{escape(hostname)}</title>
{head}<link rel="stylesheet" href="/dashboard/style.css">
</head>
<body>
{body}</body>
</html>
"""


class _Speaker:
    """Says texts in a language, ready for HTML."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def __call__(self, text: str) -> str:
        return escape(KOREAN[text] if self._language == "ko" else text)
