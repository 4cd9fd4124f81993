"""The elements of listeners, their Host Access Table and their Recipient Access Table.

Policy parameters are called as in the Host Access Table file, where it has a word for them
(CLI reference, 7.5).
"""

from __future__ import annotations

from state.configfile.codecs import FLAG, NAME, NUMBER, TEXT, one_of
from state.configfile.schema import Leaf, Nested, OrderedTable, Record, Repeated, Table
from state.model.listeners import (
    AccessRule,
    AddressList,
    AddressRewrite,
    HostAccessTable,
    InboundTls,
    Listener,
    Listeners,
    ListenerType,
    MailFlowPolicy,
    MasqueradedHeader,
    PolicyParameters,
    ReceivedHostname,
    RecipientAccess,
    SenderGroup,
    SmtpAuth,
)


def all_last(recipient: str) -> tuple[bool, str]:
    """Sort key: `ALL` is what holds for everybody who is not named before."""
    return (recipient == "ALL", recipient)


PARAMETERS = Record(
    PolicyParameters,
    (
        Leaf("tls", "tls", one_of(InboundTls)),
        Leaf("tls_address_list", "tls_senders", NAME),
        Leaf("max_message_size", "max_message_size", NUMBER),
        Leaf("max_concurrency", "max_concurrency", NUMBER),
        Leaf("max_msgs_per_session", "max_messages", NUMBER),
        Leaf("max_rcpts_per_msg", "max_recipients", NUMBER),
        Leaf("smtp_banner_hostname", "banner_hostname", NAME),
        Leaf("smtp_banner_code", "accept_code", NUMBER),
        Repeated("line", "accept_text", TEXT, container="smtp_banner_text"),
        Leaf("smtp_reject_code", "reject_code", NUMBER),
        Repeated("line", "reject_text", TEXT, container="smtp_reject_text"),
        Leaf("max_rcpts_per_hour", "recipients_per_hour", NUMBER),
        Leaf("max_rcpts_per_sender", "envelope_rate", NUMBER),
        Leaf("dhap", "dhap", FLAG),
        Leaf("dhap_limit", "dhap_limit", NUMBER),
        Leaf("use_sb", "senderbase", FLAG),
        Leaf("sig_bits", "significant_bits", NUMBER),
        Leaf("spam_check", "antispam", FLAG),
        Leaf("virus_check", "antivirus", FLAG),
        Leaf("smtp_auth", "smtp_auth", one_of(SmtpAuth)),
        Leaf("tls_required_for_auth", "auth_requires_tls", FLAG),
        Leaf("dkim_signing", "dkim_signing", FLAG),
        Leaf("dkim_verification", "dkim_verification", FLAG),
        Leaf("spf", "spf", FLAG),
        Leaf("dmarc", "dmarc", FLAG),
        Leaf("sender_verification", "sender_verification", FLAG),
        Leaf("exception_table", "exception_table", FLAG),
        Leaf("accept_untagged_bounces", "untagged_bounces", FLAG),
    ),
)

POLICY = Record(
    MailFlowPolicy,
    (
        Leaf("rule", "rule", one_of(AccessRule)),
        Nested("parameters", "parameters", PARAMETERS),
    ),
)

GROUP = Record(
    SenderGroup,
    (
        Leaf("policy", "policy", NAME),
        Repeated("sender", "senders", NAME),
        Leaf("comment", "comment", TEXT),
    ),
)

HAT = Record(
    HostAccessTable,
    (
        Nested("default_policy", "default", PARAMETERS),
        Table("policy", "policies", "policy_name", POLICY, container="policies"),
        # The order of the groups is the order in which senders are compared with them.
        OrderedTable("sender_group", "groups", "group_name", GROUP, container="sender_groups"),
    ),
)

RAT_ENTRY = Record(
    RecipientAccess,
    (Leaf("accept", "accept", FLAG), Leaf("bypass_ldap", "bypass_ldap", FLAG)),
)

REWRITE = Record(AddressRewrite, (Leaf("to", "to", NAME),))

LISTENER = Record(
    Listener,
    (
        Leaf("type", "type", one_of(ListenerType)),
        Leaf("interface", "interface", NAME),
        Leaf("port", "port", NUMBER),
        Leaf("certificate", "certificate", NAME),
        Leaf("max_concurrency", "max_concurrency", NUMBER),
        Leaf("tcp_queue", "tcp_queue", NUMBER),
        Leaf("default_domain", "default_domain", NAME),
        Leaf("bounce_profile", "bounce_profile", NAME),
        Leaf("ldap_accept", "ldap_accept", NAME),
        Nested("hat", "hat", HAT),
        Table("rat_entry", "rat", "recipient", RAT_ENTRY, container="rat", sorting=all_last),
        Table("masq_entry", "masquerade", "from", REWRITE, container="masquerade"),
        Repeated("masq_header", "masqueraded", one_of(MasqueradedHeader), container="masq_headers"),
        Table("map_entry", "domain_map", "domain", REWRITE, container="domain_map"),
    ),
)

ADDRESS_LIST = Record(
    AddressList,
    (
        Repeated("address", "addresses", NAME),
        Leaf("description", "description", TEXT),
        Leaf("full_addresses", "full_addresses", FLAG),
    ),
)

LISTENERS = Record(
    Listeners,
    (
        Table("listener", "entries", "listener_name", LISTENER),
        Table(
            "address_list", "address_lists", "list_name", ADDRESS_LIST, container="address_lists"
        ),
        Leaf("max_concurrency", "max_concurrency", NUMBER),
        Leaf("max_tls_concurrency", "max_tls_concurrency", NUMBER),
        Leaf("max_header_lines", "max_header_lines", NUMBER),
        Leaf("counter_reset", "counter_reset", NAME),
        Leaf("timeout", "timeout", NAME),
        Leaf("connection_time", "connection_time", NAME),
        Leaf("received_hostname", "received_hostname", one_of(ReceivedHostname)),
        Leaf("add_message_id", "add_message_id", FLAG),
    ),
)
