"""Alerts: who is told what, as mail through the queue, and when certificates expire."""

from esatui.services.alerts.service import AlertService

__all__ = ["AlertService"]
