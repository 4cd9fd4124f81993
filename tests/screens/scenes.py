"""The scenes of which there are pictures: what is done, and what it shows.

The page of pictures in the docs is made from the same list (`make pictures`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from screens.language import Language
from tests.screens.desks import LARGE, MIDDLE, SMALL

State = Literal["factory", "busy", "pending", "conflict"]
Size = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One picture, in as many sizes as are given.

    `steps` are keys, or `wait:words` to wait for words on the screen, or `type:text`.
    """

    name: str
    steps: Sequence[str] = ()
    sizes: Sequence[Size] = (SMALL, MIDDLE, LARGE)
    state: State = "busy"
    language: Language = "en"
    theme: str = "esa-dark"


WIDE = (MIDDLE,)
SCENES = (
    Scene(name="overview"),
    Scene(name="overview-factory", state="factory", sizes=WIDE),
    Scene(name="overview-light", theme="esa-light", sizes=WIDE),
    Scene(name="overview-mono", theme="esa-mono", sizes=WIDE),
    Scene(name="overview-ko", language="ko", sizes=(SMALL, MIDDLE)),
    Scene(name="menu", steps=("f2",), sizes=(SMALL,)),
    Scene(name="keys", steps=("2", "question_mark"), sizes=(SMALL,)),
    Scene(name="palette", steps=("ctrl+p", "wait:Monitor > Overview"), sizes=(SMALL,)),
    Scene(name="certificates", steps=("2", "down", "down", "down")),
    Scene(name="certificates-factory", state="factory", steps=("2",), sizes=WIDE),
    Scene(name="certificates-long", steps=("2",), sizes=(SMALL, MIDDLE)),
    Scene(
        name="certificates-search", steps=("2", "slash", "type:example", "enter"), sizes=(SMALL,)
    ),
    Scene(
        name="certificates-ko",
        language="ko",
        steps=("2", "down", "down", "down"),
        sizes=(SMALL, MIDDLE),
    ),
    Scene(name="certificate-add", steps=("2", "a"), sizes=(SMALL,)),
    Scene(
        name="certificate-new",
        steps=("2", "a", "enter", "wait:Organization"),
        sizes=(SMALL, MIDDLE),
    ),
    Scene(
        name="certificate-new-error",
        steps=("2", "a", "enter", "wait:Organization", "type:new", "ctrl+s", "wait:blank"),
        sizes=(SMALL,),
    ),
    Scene(
        name="certificate-new-ko",
        language="ko",
        steps=("2", "a", "enter", "wait:조직"),
        sizes=(SMALL,),
    ),
    Scene(
        name="certificate-import",
        steps=("2", "a", "down", "enter", "wait:Passphrase"),
        sizes=(SMALL,),
    ),
    Scene(
        name="certificate-paste",
        steps=("2", "a", "down", "down", "enter", "wait:Private Key"),
        sizes=(SMALL,),
    ),
    Scene(
        name="certificate-request",
        steps=(
            *("2", "a", "enter", "wait:Organization", "type:new", "tab", "tab"),
            *("type:new.example.com", "tab", "type:Example", "tab", "type:Mail", "tab"),
            *("type:Seoul", "tab", "type:Seoul", "tab", "type:KR", "ctrl+s"),
            *("wait:Commit Changes (1)", "slash", "type:new", "enter"),
            *("r", "wait:BEGIN CERTIFICATE REQUEST"),
        ),
        sizes=(SMALL,),
    ),
    Scene(name="certificate-export", steps=("2", "x", "wait:Export Cert"), sizes=(SMALL,)),
    Scene(name="certificate-delete", steps=("2", "d", "wait:Delete the"), sizes=(SMALL,)),
    Scene(name="certificate-upload", steps=("2", "down", "e", "wait:Upload"), sizes=(SMALL,)),
    Scene(name="certificate-services", steps=("2", "s", "wait:Services of"), sizes=(SMALL,)),
    Scene(
        name="certificate-delete-refused",
        steps=("2", "down", "down", "down", "d", "wait:in use"),
        sizes=(SMALL,),
    ),
    Scene(name="authorities", steps=("2", "t", "wait:System list"), sizes=(SMALL, MIDDLE)),
    Scene(
        name="authorities-import",
        steps=("2", "t", "wait:System list", "i", "wait:Import Custom"),
        sizes=(SMALL,),
    ),
    Scene(
        name="authorities-export",
        steps=("2", "t", "wait:System list", "x", "wait:Export Trusted"),
        sizes=(SMALL,),
    ),
    Scene(name="listeners", steps=("3",)),
    Scene(name="listeners-ko", language="ko", steps=("3",), sizes=(SMALL, MIDDLE)),
    Scene(name="listener-edit", steps=("3", "e", "wait:Edit Listener"), sizes=(SMALL,)),
    Scene(name="listener-add", steps=("3", "a", "wait:Add Listener"), sizes=(SMALL,)),
    Scene(name="hat", steps=("3", "h", "wait:HAT Overview"), sizes=(SMALL, MIDDLE)),
    Scene(
        name="sender-group-edit",
        steps=("3", "h", "wait:HAT Overview", "e", "wait:Edit Sender Group"),
        sizes=(SMALL,),
    ),
    Scene(name="policies", steps=("3", "p", "wait:Mail Flow Policies"), sizes=(SMALL, MIDDLE)),
    Scene(
        name="policy-edit",
        steps=("3", "p", "wait:Mail Flow Policies", "down", "e", "wait:Edit Policy"),
        sizes=(SMALL,),
    ),
    Scene(name="recipients", steps=("3", "r", "wait:Recipient Access"), sizes=(SMALL,)),
    Scene(
        name="recipient-add",
        steps=("3", "r", "wait:Recipient Access", "a", "wait:Add Recipient"),
        sizes=(SMALL,),
    ),
    Scene(
        name="policy-default",
        steps=("3", "p", "wait:Mail Flow Policies", "e", "wait:Edit Default Parameters"),
        sizes=(SMALL,),
    ),
    Scene(name="destinations", steps=("4",)),
    Scene(name="destinations-ko", language="ko", steps=("4",), sizes=(SMALL, MIDDLE)),
    Scene(
        name="destination-edit",
        steps=("4", "down", "e", "wait:Edit Destination"),
        sizes=(SMALL, MIDDLE),
    ),
    Scene(
        name="destination-edit-ko",
        language="ko",
        steps=("4", "down", "e", "wait:대상 편집"),
        sizes=(SMALL,),
    ),
    Scene(
        name="destination-error",
        steps=("4", "a", "wait:Add Destination", "type:not a domain", "ctrl+s", "wait:A hostname"),
        sizes=(SMALL,),
    ),
    Scene(name="destination-default", steps=("4", "e", "wait:Edit Default"), sizes=(SMALL,)),
    Scene(name="destination-settings", steps=("4", "s", "wait:Edit Global"), sizes=(SMALL,)),
    Scene(name="destination-test", steps=("4", "down", "v", "wait:Test TLS"), sizes=(SMALL,)),
    Scene(name="interfaces", steps=("5",)),
    Scene(name="interface-edit", steps=("5", "e", "wait:Edit IP"), sizes=(SMALL, MIDDLE)),
    Scene(name="interfaces-ko", language="ko", steps=("5",), sizes=(SMALL,)),
    Scene(name="ldap", steps=("6",)),
    Scene(name="ldap-edit", steps=("6", "e", "wait:Edit LDAP"), sizes=(SMALL,)),
    Scene(name="ldap-settings", steps=("6", "s", "wait:Edit LDAP Global"), sizes=(SMALL,)),
    Scene(name="ldap-test", steps=("6", "v", "wait:Test connection"), sizes=(SMALL,)),
    Scene(name="ldap-ko", language="ko", steps=("6",), sizes=(SMALL,)),
    Scene(name="alerts", steps=("7",)),
    Scene(name="alert-edit", steps=("7", "e", "wait:Edit Alert"), sizes=(SMALL,)),
    Scene(name="alert-settings", steps=("7", "s", "wait:Edit Alert Settings"), sizes=(SMALL,)),
    Scene(name="alerts-ko", language="ko", steps=("7",), sizes=(SMALL,)),
    Scene(name="maillog", steps=("8", "wait:DCID 9 close")),
    Scene(
        name="maillog-failed",
        steps=("8", "wait:DCID 9 close", "t", "t", "wait:failed TLS only"),
        sizes=WIDE,
    ),
    Scene(name="maillog-ko", language="ko", steps=("8", "wait:DCID 9 close"), sizes=(SMALL,)),
    Scene(
        name="story",
        steps=(
            "8",
            "wait:DCID 9 close",
            "slash",
            "type:mid 5",
            "enter",
            "enter",
            "wait:Message 5",
        ),
        sizes=(SMALL, MIDDLE),
    ),
    Scene(name="pending", state="pending", steps=("9", "wait:theirs")),
    Scene(name="pending-empty", steps=("9",), sizes=(SMALL,)),
    Scene(
        name="pending-ko",
        state="pending",
        language="ko",
        steps=("9", "wait:theirs"),
        sizes=(SMALL,),
    ),
    Scene(
        name="pending-conflict",
        state="conflict",
        steps=("9", "wait:In conflict"),
        sizes=(SMALL, MIDDLE),
    ),
    Scene(
        name="commit",
        state="pending",
        steps=("9", "wait:theirs", "c", "wait:Save for"),
        sizes=(SMALL,),
    ),
    Scene(
        name="clear",
        state="pending",
        steps=("9", "wait:theirs", "x", "wait:Drop all"),
        sizes=(SMALL,),
    ),
    Scene(name="quit", state="pending", steps=("ctrl+q", "wait:Exiting"), sizes=(SMALL,)),
    Scene(name="history", steps=("0", "wait:2024-05-20")),
    Scene(
        name="history-ko",
        language="ko",
        steps=("0", "wait:2024-05-20"),
        sizes=(SMALL,),
    ),
    Scene(
        name="roll-back",
        steps=("0", "wait:2024-05-20", "down", "b", "wait:Roll Back"),
        sizes=(SMALL,),
    ),
)
