"""LDAP: questions to directory servers, over plain connections, LDAPS and StartTLS."""

from esatui.services.ldap.service import LdapService

__all__ = ["LdapService"]
