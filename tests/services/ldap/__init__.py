"""LDAP against a real slapd."""
