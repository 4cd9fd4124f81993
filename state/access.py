"""Which addresses may connect (`adminaccessconfig`, IPACCESS; CLI reference, 18)."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from state.model.services import AdminAccess

Address = IPv4Address | IPv6Address


def may_connect(settings: AdminAccess, remote: str) -> bool:
    """Return whether an administrator at the address `remote` may connect.

    In the modes RESTRICT, PROXYONLY and PROXY only what `settings.allowed` names. A connection
    does not say for whom a proxy speaks, so the address that connects is the one that counts.
    """
    if settings.mode == "ALL":
        return True
    address = _address(remote)
    return address is not None and any(_contains(entry, address) for entry in settings.allowed)


def _address(text: str) -> Address | None:
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _contains(entry: str, address: Address) -> bool:
    """Return whether `entry` (address, subnet or range) contains `address`; nonsense does not."""
    first, dash, last = entry.partition("-")
    if dash:
        return _in_range(_address(first), _end_of_range(first.strip(), last.strip()), address)
    try:
        return address in ip_network(entry.strip(), strict=False)
    except ValueError:
        return False


def _end_of_range(first: str, last: str) -> Address | None:
    """Return the last address of a range; `10.1.1.5-20` is short for `10.1.1.5-10.1.1.20`."""
    if last.isascii() and last.isdecimal():
        last = f"{first.rpartition('.')[0]}.{last}"
    return _address(last)


def _in_range(first: Address | None, last: Address | None, address: Address) -> bool:
    if first is None or last is None or not first.version == last.version == address.version:
        return False
    return int(first) <= int(address) <= int(last)
