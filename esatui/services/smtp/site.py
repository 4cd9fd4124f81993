"""One listener as it was committed: made anew for each commit, kept by the connections it began."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from esatui.services.smtp.senders import SenderList
from esatui.services.smtp.terms import Terms
from esatui.services.tls.identity import KeyLoader, TlsUnavailable
from esatui.services.tls.peer import PeerVerifier
from esatui.services.tls.server import ServerTls
from state.crl_cache import CrlCache
from state.hat import Classifier, EffectivePolicy, Match
from state.model.configuration import View
from state.model.interfaces import Interface
from state.model.listeners import Listener, Listeners, RecipientAccess
from state.operations.durations import seconds
from state.rat import RecipientTable
from state.rewriting import Rewriter

_EVERYBODY: Final = RecipientTable({"ALL": RecipientAccess()})
"""The table does not count for hosts that may relay."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The global settings of `listenerconfig`, SETUP, that limit connections."""

    connections: int
    tls_connections: int
    reset_seconds: int
    idle_seconds: int
    total_seconds: int

    @classmethod
    def of(cls, listeners: Listeners) -> Limits:
        """Return them as numbers."""
        return cls(
            connections=listeners.max_concurrency,
            tls_connections=listeners.max_tls_concurrency,
            reset_seconds=seconds(listeners.counter_reset),
            idle_seconds=seconds(listeners.timeout),
            total_seconds=seconds(listeners.connection_time),
        )


class Site:
    """What connections to the listener `name` are judged by.

    Raises `StateError` for tables that are not valid.
    """

    def __init__(
        self,
        view: View,
        name: str,
        features: frozenset[str],
        keys: KeyLoader,
        *,
        accept_queries: bool = False,
        classifier: Classifier | None = None,
    ) -> None:
        """`accept_queries`: whether somebody can answer those about recipients.

        `classifier` is that of the listener, if it has been compiled already.
        """
        self.name = name
        self.listener: Listener = view.listeners.entries[name]
        self.interface: Interface = view.interfaces.entries[self.listener.interface]
        self.limits = Limits.of(view.listeners)
        self.classifier = classifier or Classifier.of(self.listener)
        self._view = view
        self._features = features
        self._recipients = RecipientTable.of(self.listener)
        self._domain_map = Rewriter(self.listener.domain_map)
        self._masquerade = Rewriter(self.listener.masquerade, prefix="@")
        self._asks = accept_queries and self.listener.ldap_accept is not None
        self._received_hostname = _received_hostname(view, self.interface)
        self._terms: dict[tuple[str, str], Terms] = {}
        self._verifier: PeerVerifier | None = None
        self.tls: ServerTls | None = None
        self.tls_fault: str | None = None
        """Why STARTTLS cannot be offered, though a policy wants it."""
        if _wants_tls(self.listener):
            self._load_tls(keys)

    def terms(self, match: Match) -> Terms:
        """Return what holds for the connections of a sender group."""
        key = (match.group, match.policy)
        if key not in self._terms:
            self._terms[key] = self._make_terms(match.parameters, relay=match.rule == "RELAY")
        return self._terms[key]

    def verifier(self, crls: CrlCache) -> PeerVerifier:
        """Return who judges the certificates of clients."""
        if self._verifier is None:
            self._verifier = PeerVerifier.from_view(self._view, crls)
        return self._verifier

    def hostname(self, policy: EffectivePolicy) -> str:
        """Return the name in the banner."""
        return policy.banner_hostname or self.interface.hostname

    def _make_terms(self, policy: EffectivePolicy, *, relay: bool) -> Terms:
        listeners = self._view.listeners
        named = listeners.address_lists.get(policy.tls_senders or "")
        return Terms(
            listener=self.name,
            hostname=self.hostname(policy),
            received_hostname=self._received_hostname,
            default_domain=self.listener.default_domain,
            policy=policy,
            recipients=_EVERYBODY if relay else self._recipients,
            tls_senders=SenderList(named.addresses if named else ()),
            relay=relay,
            features=self._features,
            header_lines=listeners.max_header_lines,
            add_message_id=listeners.add_message_id,
            bounce_profile=self.listener.bounce_profile,
            asks_recipients=self._asks and not relay,
            domain_map=self._domain_map,
            masquerade=self._masquerade,
            masqueraded=frozenset(name.lower() for name in self.listener.masqueraded),
        )

    def _load_tls(self, keys: KeyLoader) -> None:
        try:
            self.tls = ServerTls.for_listener(self._view, self.name, keys)
        except TlsUnavailable as error:
            self.tls_fault = str(error)


def _received_hostname(view: View, interface: Interface) -> str:
    """Which interface will deliver is not known yet when that is chosen automatically."""
    if view.listeners.received_hostname == "virtual_gateway":
        chosen = view.interfaces.entries.get(view.delivery.interface or "")
        return (chosen or interface).hostname
    return interface.hostname


def _wants_tls(listener: Listener) -> bool:
    hat = listener.hat
    levels = [hat.default.tls, *(policy.parameters.tls for policy in hat.policies.values())]
    return any(level not in ("off", None) for level in levels)
