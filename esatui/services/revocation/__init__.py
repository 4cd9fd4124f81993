"""Revocation lists that are fetched again by themselves."""

from esatui.services.revocation.service import RevocationService

__all__ = ["RevocationService"]
