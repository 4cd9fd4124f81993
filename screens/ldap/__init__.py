"""System Administration > LDAP."""
