"""HTTPS (and HTTP) of the IP interfaces: what a browser sees of the appliance."""

from esatui.services.https.service import HttpsService

__all__ = ["HttpsService"]
