"""A Host Access Table as one would write it down: every entry is tried in turn, as it stands."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from state.model.listeners import HostAccessTable

Found = tuple[str, str]
"""Sender group and entry."""


def classify(
    hat: HostAccessTable, address: str, hostname: str | None, score: float | None
) -> Found:
    """Return group and entry of a sender; `hostname` is verified or `None`."""
    sender = ip_address(address)
    if isinstance(sender, IPv6Address) and sender.ipv4_mapped:
        sender = sender.ipv4_mapped
    for group in hat.order:
        if hat.policies[hat.groups[group].policy].rule == "CONTINUE":
            continue
        for entry in hat.groups[group].senders:
            if group != "ALL" and _matches(entry, sender, hostname, score):
                return group, entry
    return "ALL", "ALL"


def _matches(
    entry: str, sender: IPv4Address | IPv6Address, hostname: str | None, score: float | None
) -> bool:
    if entry == "sbrs[none]":
        return score is None
    if entry.startswith("sbrs["):
        low, high = entry[5:-1].split(":")
        return score is not None and float(low) <= score <= float(high)
    if ":" in entry:
        return sender in ip_network(entry, strict=False)
    if not entry.replace(".", "").replace("/", "").replace("-", "").isdigit():
        if hostname is None:
            return False
        return hostname.endswith(entry) if entry.startswith(".") else hostname == entry
    if entry.endswith("."):
        return str(sender).startswith(entry)
    if "-" in entry:
        low, high = entry.split("-")
        return sender.version == 4 and IPv4Address(low) <= sender <= IPv4Address(high)
    return sender in ip_network(entry, strict=False)
