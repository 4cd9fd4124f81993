from datetime import UTC, datetime

from esatui.text.banner import LastLogin, banner
from state.settings import ApplianceSettings

SETTINGS = ApplianceSettings(install_date=datetime(2024, 5, 17, 6, 40, 12, tzinfo=UTC))
LAST = LastLogin(datetime(2024, 5, 20, 10, 2, 11, tzinfo=UTC), "192.168.42.10")

REFERENCE = """\
Last login: Mon May 20 10:02:11 2024 from 192.168.42.10
AsyncOS 15.5.0 for Cisco C100V build 048

Welcome to the Cisco C100V Email Security Virtual Appliance

NOTE: This session will expire if left idle for 30 minutes. Any uncommitted
configuration changes will be lost. Commit the configuration changes as soon as
they are made.
"""


def test_reference() -> None:
    assert banner(SETTINGS, timeout=30, last=LAST, terminal=False) == REFERENCE


def test_first_login_has_no_last_one() -> None:
    assert banner(SETTINGS, timeout=30) == REFERENCE.partition("\n")[2]


def test_only_the_number_changes_with_the_time_out() -> None:
    assert banner(SETTINGS, timeout=1440, last=LAST, terminal=False) == REFERENCE.replace(
        "30 minutes", "1440 minutes"
    )


def test_line_of_the_last_login_has_two_carriage_returns_on_a_terminal() -> None:
    text = banner(SETTINGS, timeout=30, last=LAST, terminal=True).replace("\n", "\r\n")
    assert text.startswith("Last login: Mon May 20 10:02:11 2024 from 192.168.42.10\r\r\nAsyncOS")
    assert text.count("\r\r\n") == 1


def test_welcome_message_comes_last() -> None:
    text = banner(SETTINGS, timeout=30, welcome="Be careful.\n\n")
    assert text.endswith("they are made.\n\nBe careful.\n")
