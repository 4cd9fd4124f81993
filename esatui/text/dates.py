"""Dates as the appliance writes them: English names whatever the locale, time zone GMT."""

from __future__ import annotations

from datetime import datetime

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def short_date(moment: datetime) -> str:
    """Return `Mon May 20 10:15:32 2024` (day of the month padded with a space)."""
    return (
        f"{_DAYS[moment.weekday()]} {_MONTHS[moment.month - 1]} {moment.day:2d} "
        f"{moment:%H:%M:%S} {moment.year:04d}"
    )


def long_date(moment: datetime) -> str:
    """Return `Mon May 20 10:15:32 2024 GMT` (CLI reference, 6.1)."""
    return short_date(moment) + " GMT"


def file_stamp(moment: datetime) -> str:
    """Return `20240520T101532`, as in names of files."""
    return f"{moment:%Y%m%dT%H%M%S}"


def mail_date(moment: datetime) -> str:
    """Return `20 May 2024 10:15:32 +0000`, as in mails about alerts (TLS behaviour, 8.3)."""
    return f"{moment.day:02} {_MONTHS[moment.month - 1]} {moment:%Y %H:%M:%S %z}"
