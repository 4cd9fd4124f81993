"""Which services there are, in the order in which they start."""

from __future__ import annotations

from collections.abc import Sequence

from esatui.services.engine import Engine, Service


def services(engine: Engine) -> Sequence[Service]:
    """Return the services of an appliance. Each is imported here, when the engine starts."""
    from esatui.services.delivery.service import DeliveryService
    from esatui.services.https import HttpsService
    from esatui.services.queue import MailQueue
    from esatui.services.queue.service import QueueService
    from esatui.services.smtp import SmtpService

    queue = MailQueue(engine.store.directory, engine.counters)
    return (
        QueueService(engine, queue),
        DeliveryService(engine, queue),
        SmtpService(engine, queue),
        HttpsService(engine),
    )
