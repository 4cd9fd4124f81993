"""The elements of the smaller areas, area by area (CLI reference, 6.6)."""

from __future__ import annotations

from state.configfile.codecs import FLAG, NAME, NETMASK, NUMBER, TEXT, one_of, words
from state.configfile.schema import Leaf, Nested, Record, Repeated, Table, TextTable
from state.model.certificates import (
    DEMO,
    Authorities,
    CertificateProfile,
    Certificates,
    Crl,
    CrlSource,
    CrlType,
)
from state.model.destinations import (
    BounceProfile,
    Bounces,
    DefaultDestination,
    Delivery,
    Destination,
    Destinations,
)
from state.model.dictionaries import Dictionaries, Dictionary, DictionaryWord
from state.model.dns import AlternateServer, CacheServer, Dns
from state.model.interfaces import Interface, InterfaceGroup, Interfaces
from state.model.logs import LogLevel, LogSettings, LogSubscription, LogType
from state.model.services import (
    AccessMode,
    AdminAccess,
    AdvancedLdapKind,
    AdvancedLdapQuery,
    AlertClass,
    Alerts,
    AlertSubscription,
    Ldap,
    LdapServer,
    LdapServerType,
    Rollback,
    Severity,
    Ssl,
    SslService,
    UrlList,
    WebSecurity,
)
from state.model.smtproutes import SmtpRoute, SmtpRoutes
from state.model.system import System
from state.model.tls_servers import Amp, AnalysisServer, Dlp, TlsServer, Trust
from state.model.updates import Updates
from state.model.users import CustomRole, PassphrasePolicy, Privilege, Role, User, Users
from state.operations.destination_words import (
    BOUNCE_VERIFICATION,
    DANE,
    IP_SORT,
    LIMIT_APPLY,
    LIMIT_TYPE,
    TLS,
)


def demo_last(name: str) -> tuple[bool, str, str]:
    """Sort key: `Demo` is the last of all profiles, as in the list of `certconfig`."""
    return (name == DEMO, name.lower(), name)


def fingerprint(pem: str) -> str:
    """Return the name of a custom authority: its SHA-256 fingerprint. Raises `StateError`."""
    from state.certificates.certificate import Certificate

    return Certificate.from_pem(pem).fingerprint_sha256


SYSTEM = Record(
    System,
    (
        Leaf("hostname", "hostname", NAME),
        Leaf("default_gateway", "gateway", NAME),
        Leaf("timezone", "timezone", NAME),
    ),
)

INTERFACE = Record(
    Interface,
    (
        Leaf("ip", "ip", NAME),
        Leaf("netmask", "prefix", NETMASK),
        Leaf("ipv6", "ipv6", NAME),
        Leaf("ipv6_prefix", "prefix6", NUMBER),
        Leaf("phys_interface", "ethernet", NAME),
        Leaf("interface_hostname", "hostname", NAME),
        Leaf("ftp_port", "ftp", NUMBER),
        Leaf("telnet_port", "telnet", NUMBER),
        Leaf("ssh_port", "ssh", NUMBER),
        Leaf("ccs_port", "ccs", NUMBER),
        Leaf("http_port", "http", NUMBER),
        Leaf("https_port", "https", NUMBER),
        Leaf("quarantine_http_port", "quarantine_http", NUMBER),
        Leaf("quarantine_https_port", "quarantine_https", NUMBER),
        Leaf("api_http_port", "api_http", NUMBER),
        Leaf("api_https_port", "api_https", NUMBER),
        Leaf("https_certificate", "https_certificate", NAME),
        Leaf("https_redirect", "redirect", FLAG),
    ),
)
INTERFACE_GROUP = Record(InterfaceGroup, (Repeated("interface", "interfaces", NAME),))
INTERFACES = Record(
    Interfaces,
    (
        Table("interface", "entries", "interface_name", INTERFACE),
        Table("ip_group", "groups", "group_name", INTERFACE_GROUP, container="ip_groups"),
    ),
)

DNS = Record(
    Dns,
    (
        Table(
            "dns_server",
            "servers",
            "ip",
            Record(CacheServer, (Leaf("priority", "priority", NUMBER),)),
            container="local_dns",
        ),
        Table(
            "dns_server",
            "alternates",
            "domain",
            Record(
                AlternateServer,
                (Leaf("dns_hostname", "hostname", NAME), Leaf("ip", "address", NAME)),
            ),
            container="alternate_dns",
        ),
        Leaf("dns_interface", "interface", NAME),
        Leaf("dns_ptr_timeout", "reverse_timeout", NUMBER),
        Leaf("dns_min_ttl", "minimum_ttl", NUMBER),
        Repeated("search_domain", "search", NAME, container="dns_search"),
    ),
)

CERTIFICATE = Record(
    CertificateProfile,
    (
        Leaf("certificate", "certificate", TEXT),
        Leaf("key", "key", TEXT),
        Repeated("intermediate", "intermediates", TEXT),
        Leaf("csr", "csr", TEXT),
        Leaf("smime", "smime", FLAG),
    ),
    # The key may lie in the key store already.
    may_lack=frozenset({"key"}),
)
CERTIFICATES = Record(
    Certificates,
    (Table("certificate", "profiles", "certificate_name", CERTIFICATE, sorting=demo_last),),
)

AUTHORITIES = Record(
    Authorities,
    (
        Leaf("custom_ca_enabled", "custom_enabled", FLAG),
        Leaf("system_ca_enabled", "system_enabled", FLAG),
        TextTable("certificate", "custom", "custom_ca", fingerprint),
    ),
)

CRL_SOURCE = Record(
    CrlSource,
    (
        Leaf("primary_url", "primary_url", NAME),
        Leaf("secondary_url", "secondary_url", NAME),
        Leaf("file_type", "file_type", one_of(CrlType)),
        Leaf("automatic", "automatic", FLAG),
        Leaf("interval_hours", "interval_hours", NUMBER),
    ),
)
CRL = Record(
    Crl,
    (
        Table("crl_source", "sources", "source_name", CRL_SOURCE, container="crl_sources"),
        Leaf("crl_listener_enabled", "inbound", FLAG),
        Leaf("crl_delivery_enabled", "outbound", FLAG),
        Leaf("crl_gui_enabled", "webui", FLAG),
    ),
)

SSL_SERVICE = Record(
    SslService,
    (
        Leaf("method", "method", NAME),
        Leaf("ciphers", "ciphers", NAME),
        Leaf("renegotiation", "renegotiation", FLAG),
    ),
)
SSL = Record(
    Ssl,
    (
        Nested("gui", "gui", SSL_SERVICE),
        Nested("inbound", "inbound", SSL_SERVICE),
        Nested("outbound", "outbound", SSL_SERVICE),
        Leaf("other_client_tlsv10", "other_tlsv10", FLAG),
        Leaf("peer_cert_fqdn", "peer_fqdn", FLAG),
        Leaf("peer_cert_x509", "peer_x509", FLAG),
    ),
)

DELIVERY = Record(
    Delivery,
    (
        Leaf("interface", "interface", NAME),
        Leaf("possible_delivery", "possible_delivery", FLAG),
        Leaf("max_concurrency", "concurrency", NUMBER),
        Leaf("max_tls_concurrency", "tls_concurrency", NUMBER),
    ),
)

_LIMITS = (
    Leaf("ip_sort_pref", "ip_sort", words(IP_SORT)),
    Leaf("max_host_concurrency", "concurrency", NUMBER),
    Leaf("max_messages_per_connection", "messages_per_connection", NUMBER),
    Leaf("recipient_minutes", "recipient_minutes", NUMBER),
    Leaf("recipient_limit", "recipient_limit", NUMBER),
    Leaf("limit_type", "limit_type", words(LIMIT_TYPE)),
    Leaf("limit_apply", "limit_apply", words(LIMIT_APPLY)),
    Leaf("table_tls", "tls", words(TLS)),
    Leaf("dane", "dane", words(DANE)),
    Leaf("bounce_validation", "bounce_verification", words(BOUNCE_VERIFICATION)),
)
DEFAULT_DESTINATION = Record(DefaultDestination, _LIMITS)
DESTINATION = Record(Destination, (*_LIMITS, Leaf("bounce_profile", "bounce_profile", NAME)))
DESTINATIONS = Record(
    Destinations,
    (
        Leaf("certificate", "certificate", NAME),
        Leaf("send_tls_req_alert", "send_tls_alert", FLAG),
        Nested("default", "default", DEFAULT_DESTINATION),
        Table("destination", "entries", "domain", DESTINATION),
    ),
)

SMTP_ROUTE = Record(SmtpRoute, (Repeated("destination_host", "hosts", NAME),))
SMTPROUTES = Record(SmtpRoutes, (Table("smtp_route", "entries", "domain", SMTP_ROUTE),))

BOUNCE_PROFILE = Record(
    BounceProfile,
    (
        Leaf("max_retries", "max_retries", NUMBER),
        Leaf("max_seconds", "max_seconds", NUMBER),
        Leaf("initial_retry", "initial_retry", NUMBER),
        Leaf("max_retry", "max_retry", NUMBER),
        Leaf("send_hard_bounces", "send_hard_bounces", FLAG),
        Leaf("send_delay_warnings", "send_delay_warnings", FLAG),
    ),
)
BOUNCES = Record(Bounces, (Table("bounce_profile", "profiles", "profile_name", BOUNCE_PROFILE),))

LDAP_SERVER = Record(
    LdapServer,
    (
        Repeated("host", "hosts", NAME),
        Leaf("port", "port", NUMBER),
        Leaf("ssl", "ssl", FLAG),
        Leaf("bind_user", "bind_user", TEXT),
        Leaf("bind_passphrase", "bind_passphrase", TEXT),
        Leaf("server_type", "server_type", one_of(LdapServerType)),
        Leaf("base", "base", TEXT),
        Leaf("start_tls", "start_tls", FLAG),
        Leaf("accept_name", "accept_name", NAME),
        Leaf("accept_filter", "accept_filter", TEXT),
        Leaf("cache_seconds", "cache_seconds", NUMBER),
        Leaf("cache_entries", "cache_entries", NUMBER),
    ),
)
ADVANCED_LDAP_QUERY = Record(
    AdvancedLdapQuery,
    (
        Leaf("kind", "kind", one_of(AdvancedLdapKind)),
        Repeated("query", "queries", NAME, container="queries"),
        Repeated("domain", "domains", NAME, container="domains"),
        Leaf("default_query", "default", NAME),
    ),
)
LDAP = Record(
    Ldap,
    (
        Leaf("certificate", "certificate", NAME),
        Leaf("interface", "interface", NAME),
        Leaf("silent_group_failure", "silent_group_failure", FLAG),
        Leaf("validate_server", "validate_server", FLAG),
        Table("ldap_server", "servers", "server_name", LDAP_SERVER),
        Table("advanced_query", "advanced", "query_name", ADVANCED_LDAP_QUERY),
    ),
)

URL_LIST = Record(UrlList, (Repeated("url", "urls", NAME),))
WEBSECURITY = Record(
    WebSecurity,
    (
        Leaf("enabled", "enabled", FLAG),
        Leaf("web_interaction_tracking", "tracking", FLAG),
        Leaf("url_list", "url_list", NAME),
        Leaf("certificate", "certificate", NAME),
        Table("list", "url_lists", "list_name", URL_LIST, container="url_lists"),
    ),
)

TLS_SERVER = Record(
    TlsServer,
    (
        Leaf("host", "host", NAME),
        Leaf("port", "port", NUMBER),
        Leaf("certificate", "certificate", NAME),
        Leaf("trust", "trust", one_of(Trust)),
        Leaf("authority", "authority", TEXT),
    ),
)
DLP = Record(Dlp, (Leaf("enabled", "enabled", FLAG), Nested("server", "server", TLS_SERVER)))
AMP = Record(
    Amp,
    (
        Leaf("file_reputation", "reputation", FLAG),
        Leaf("file_analysis", "analysis", FLAG),
        Leaf("file_analysis_server", "analysis_server", one_of(AnalysisServer)),
        Nested("private_server", "server", TLS_SERVER),
    ),
)

ALERT_SUBSCRIPTION = Record(
    AlertSubscription,
    (
        Repeated("class", "classes", one_of(AlertClass), container="classes"),
        Repeated("severity", "severities", one_of(Severity), container="severities"),
    ),
)
ALERTS = Record(
    Alerts,
    (
        Table("alert_recipient", "recipients", "address", ALERT_SUBSCRIPTION),
        Leaf("from_address", "from_address", NAME),
        Leaf("initial_wait", "initial_wait", NUMBER),
        Leaf("max_wait", "max_wait", NUMBER),
        Leaf("max_saved", "max_saved", NUMBER),
        Leaf("autosupport", "autosupport", FLAG),
        Leaf("autosupport_copy", "autosupport_copy", FLAG),
        Leaf("interface", "interface", NAME),
    ),
)

ADMINACCESS = Record(
    AdminAccess,
    (
        Leaf("banner", "banner", TEXT),
        Leaf("welcome", "welcome", TEXT),
        Leaf("mode", "mode", one_of(AccessMode)),
        Repeated("address", "allowed", NAME, container="allowed"),
        Leaf("webui_timeout", "webui_timeout", NUMBER),
        Leaf("cli_timeout", "cli_timeout", NUMBER),
        Leaf("csrf", "csrf", FLAG),
        Leaf("xss", "xss", FLAG),
        Leaf("host_header", "host_header", FLAG),
        Leaf("how_tos", "how_tos", FLAG),
    ),
)

USER = Record(
    User,
    (
        Leaf("full_name", "full_name", TEXT),
        Leaf("role", "role", one_of(Role)),
        Leaf("passphrase", "passphrase", NAME),
        Repeated("ssh_key", "ssh_keys", NAME),
        Leaf("enabled", "enabled", FLAG),
        Leaf("must_change", "must_change", FLAG),
    ),
)
PASSPHRASE_POLICY = Record(
    PassphrasePolicy,
    (
        Leaf("minimum_length", "minimum_length", NUMBER),
        Leaf("mixed_case", "mixed_case", FLAG),
        Leaf("digit", "digit", FLAG),
        Leaf("special", "special", FLAG),
        Leaf("change_assigned", "change_assigned", FLAG),
    ),
)
CUSTOM_ROLE = Record(
    CustomRole,
    (
        Leaf("description", "description", TEXT),
        Repeated("privilege", "privileges", one_of(Privilege)),
    ),
)
USERS = Record(
    Users,
    (
        Table("user", "accounts", "user_name", USER),
        Nested("passphrase_policy", "policy", PASSPHRASE_POLICY),
        Table("custom_role", "roles", "role_name", CUSTOM_ROLE, container="custom_roles"),
        Repeated("role", "dlp_tracking", one_of(Role), container="dlp_tracking"),
        Repeated("role", "url_tracking", one_of(Role), container="url_tracking"),
    ),
)

DICTIONARY_WORD = Record(DictionaryWord, (Leaf("weight", "weight", NUMBER),))
DICTIONARY = Record(Dictionary, (Table("word", "words", "text", DICTIONARY_WORD),))
DICTIONARIES = Record(
    Dictionaries, (Table("dictionary", "entries", "dictionary_name", DICTIONARY),)
)

UPDATES = Record(
    Updates,
    (
        Leaf("validate_certificates", "validate_certificates", FLAG),
        TextTable("certificate", "trusted", "trusted_certificates", fingerprint),
        Leaf("update_server", "server", NAME),
        Leaf("update_interval", "interval", NAME),
        Leaf("update_interface", "interface", NAME),
        Leaf("http_proxy", "http_proxy", NAME),
        Leaf("https_proxy", "https_proxy", NAME),
    ),
)

ROLLBACK = Record(Rollback, (Leaf("enabled", "enabled", FLAG),))

LOG_SUBSCRIPTION = Record(
    LogSubscription,
    (
        Leaf("log_type", "type", one_of(LogType)),
        Leaf("filename", "base", NAME),
        Leaf("log_level", "level", one_of(LogLevel)),
        Leaf("max_file_size", "max_bytes", NUMBER),
        Leaf("max_files", "max_files", NUMBER),
    ),
)
LOGS = Record(
    LogSettings,
    (
        Leaf("system_measurement_frequency", "frequency", NUMBER),
        Repeated("log_header", "headers", NAME),
        Table("log_subscription", "subscriptions", "log_name", LOG_SUBSCRIPTION),
    ),
)
