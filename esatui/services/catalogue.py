"""Which services there are, in the order in which they start."""

from __future__ import annotations

from collections.abc import Sequence

from esatui.services.engine import Engine, Service


def services(engine: Engine) -> Sequence[Service]:
    """Return the services of an appliance. Each is imported here, when the engine starts."""
    from esatui.fetcher import NetworkFetcher
    from esatui.services.alerts import AlertService
    from esatui.services.delivery.service import DeliveryService
    from esatui.services.https import HttpsService
    from esatui.services.ldap import LdapService
    from esatui.services.logs.status import StatusLog
    from esatui.services.own_mail import QueueMailer
    from esatui.services.queue import MailQueue
    from esatui.services.queue.service import QueueService
    from esatui.services.queue.work_queue import WorkQueue, WorkQueueService
    from esatui.services.revocation import RevocationService
    from esatui.services.smtp import SmtpService

    work_queue = WorkQueue(engine.store.directory)
    queue = MailQueue(engine.store.directory, engine.counters, hold=work_queue.holds)
    ldap = LdapService(engine)
    alerts = AlertService(engine, queue, noted=engine.alerts)
    engine.alerts = alerts
    engine.mailer = QueueMailer(engine, queue)
    return (
        WorkQueueService(engine, work_queue, queue.process),
        QueueService(engine, queue),
        alerts,
        RevocationService(engine, NetworkFetcher(engine.settings, engine.store.directory)),
        DeliveryService(engine, queue),
        ldap,
        SmtpService(engine, queue, reputation=engine.network.reputation, accept_query=ldap.accepts),
        HttpsService(engine),
        StatusLog(engine),
    )
