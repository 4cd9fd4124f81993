"""Objects of the configuration: their paths, and what they are called towards people."""

from __future__ import annotations

from state.model.levels import Level

ObjectPath = tuple[str, ...]
"""Names of fields and keys of tables from the root: `("machines", serial, "destinations",
"entries", "example.com")`."""


def path_at(level: Level, *below: str) -> ObjectPath:
    """Return the path of an object at a level; `below` begins with the name of its area."""
    if level.kind == "cluster":
        return ("cluster", *below)
    return (f"{level.kind}s", level.name, *below)


NAMES: dict[tuple[str, ...], str] = {
    ("system",): "System Settings",
    ("interfaces",): "IP Interfaces",
    ("interfaces", "entries", "*"): "IP Interface: {0}",
    ("interfaces", "groups", "*"): "IP Interface Group: {0}",
    ("dns",): "DNS",
    ("dns", "servers", "*"): "DNS Server: {0}",
    ("dns", "alternates", "*"): "Alternate DNS Server: {0}",
    ("certificates",): "Certificates",
    ("certificates", "profiles", "*"): "Certificate: {0}",
    ("authorities",): "Certificate Authorities",
    ("authorities", "custom", "*"): "Certificate Authority: {0:.16}",
    ("crl",): "CRL: Global Settings",
    ("crl", "sources", "*"): "CRL Source: {0}",
    ("ssl",): "SSL Configuration",
    ("ssl", "gui"): "SSL Configuration: GUI HTTPS",
    ("ssl", "inbound"): "SSL Configuration: Inbound SMTP",
    ("ssl", "outbound"): "SSL Configuration: Outbound SMTP",
    ("listeners",): "Listeners: Global Settings",
    ("listeners", "entries", "*"): "Listener: {0}",
    ("listeners", "entries", "*", "hat"): "Host Access Table: {0}",
    ("listeners", "entries", "*", "hat", "default"): "Default Policy Parameters: {0}",
    ("listeners", "entries", "*", "hat", "policies", "*"): "Mail Flow Policy: {1} ({0})",
    ("listeners", "entries", "*", "hat", "policies", "*", "parameters"): (
        "Mail Flow Policy: {1} ({0})"
    ),
    ("listeners", "entries", "*", "hat", "groups", "*"): "Sender Group: {1} ({0})",
    ("listeners", "entries", "*", "rat", "*"): "Recipient Access Table: {1} ({0})",
    ("listeners", "entries", "*", "masquerade", "*"): "Domain Masquerading: {1} ({0})",
    ("listeners", "entries", "*", "domain_map", "*"): "Domain Map: {1} ({0})",
    ("listeners", "address_lists", "*"): "Address List: {0}",
    ("delivery",): "Mail Delivery",
    ("destinations",): "Destination Controls: Global Settings",
    ("destinations", "default"): "Destination Controls: Default",
    ("destinations", "entries", "*"): "Destination Controls: {0}",
    ("smtproutes",): "SMTP Routes",
    ("smtproutes", "entries", "*"): "SMTP Route: {0}",
    ("bounces",): "Bounce Profiles",
    ("bounces", "profiles", "*"): "Bounce Profile: {0}",
    ("ldap",): "LDAP: Global Settings",
    ("ldap", "servers", "*"): "LDAP Server: {0}",
    ("ldap", "advanced", "*"): "LDAP Advanced Query: {0}",
    ("websecurity",): "URL Filtering",
    ("websecurity", "url_lists", "*"): "URL List: {0}",
    ("dlp",): "RSA Enterprise Manager",
    ("dlp", "server"): "RSA Enterprise Manager: Server",
    ("amp",): "Advanced Malware Protection",
    ("amp", "server"): "Threat Grid Appliance",
    ("alerts",): "Alerts: Global Settings",
    ("alerts", "recipients", "*"): "Alert Recipient: {0}",
    ("adminaccess",): "Administrative Access",
    ("users",): "Users",
    ("users", "accounts", "*"): "User: {0}",
    ("users", "roles", "*"): "User Role: {0}",
    ("users", "policy"): "Passphrase Policy",
    ("dictionaries",): "Dictionaries",
    ("dictionaries", "entries", "*"): "Dictionary: {0}",
    ("dictionaries", "entries", "*", "words", "*"): "Dictionary Word: {1} ({0})",
    ("updates",): "Update Settings",
    ("updates", "trusted", "*"): "Trusted Update Certificate: {0:.16}",
    ("rollback",): "Rollback Configuration",
    ("logs",): "Logs: Global Settings",
    ("logs", "subscriptions", "*"): "Log Subscription: {0}",
}
"""Object below a level, with `*` for the key of a table, to its name; `{0}` is the first key."""


def label(path: ObjectPath) -> str:
    """Return what an object is called: `Listener: InboundMail`, `Certificate: partner.com`.

    Settings of a level above the machine are followed by it: `Users (Group Main_Group)`,
    `Users (Cluster)`. Keys that could disturb a terminal are escaped.
    """
    path = tuple(map(printable, path))
    if not path:
        return "Cluster"
    if path[0] == "machines" and len(path) > 1:
        return _name(path[2:]) or f"Machine: {path[1]}"
    if path[0] == "groups" and len(path) > 1:
        name = _name(path[2:])
        return f"{name} (Group {path[1]})" if name else f"Group: {path[1]}"
    if path[0] == "cluster":
        name = _name(path[1:])
        return f"{name} (Cluster)" if name else "Cluster"
    if path[0] == "membership" and len(path) > 1:
        return f"Group of Machine: {path[1]}"
    if path[0] == "members" and len(path) > 1:
        return f"Cluster Machine: {path[1]}"
    if path[0] == "prepared" and len(path) > 1:
        return f"Prepared Machine: {path[1]}"
    return " ".join(path)


def printable(text: str) -> str:
    """Return a text as it is, or escaped where it could disturb a terminal."""
    return text if text.isprintable() else repr(text)[1:-1]


def _name(path: ObjectPath) -> str:
    for pattern, name in NAMES.items():
        if len(pattern) == len(path) and all(
            wanted in ("*", step) for wanted, step in zip(pattern, path, strict=True)
        ):
            keys = [step for wanted, step in zip(pattern, path, strict=True) if wanted == "*"]
            return name.format(*keys)
    return ": ".join(path)
