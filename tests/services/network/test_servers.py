"""Configured name servers: who is asked, and what the network leads to."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from random import Random

from esatui.services.network import Network
from esatui.services.network.servers import Servers
from state.flush import request_flush
from state.model.dns import AlternateServer, CacheServer, Dns
from tests.services.network.labs import network, run
from tests.services.network.name_server import name_server, records

OWN = Dns(servers={"192.0.2.53": CacheServer()})


def using(there: Network, dns: Dns) -> Network:
    there.resolver.use(Servers(dns, there.outside.target))
    return there


def test_an_own_server_is_asked_where_it_is_mapped(tmp_path: Path) -> None:
    with name_server(records("mx.example.net. 300 IN A 192.0.2.1")) as server:
        remotes = {"192.0.2.53:53": f"127.0.0.1:{server.port}"}
        resolver = using(network(tmp_path, remotes=remotes), OWN).resolver
        answer = run(resolver.a("mx.example.net"))
        # The minimum of 1800 seconds counts, and the answer is kept.
        assert (answer.records, answer.ttl) == (("192.0.2.1",), 1800)
        assert run(resolver.a("mx.example.net")) == answer
        assert len(server.questions) == 1
        # The lab knows its own names best.
        assert run(resolver.a("mx2.partner.example")).records == ("10.0.0.2", "10.0.0.3")
        assert len(server.questions) == 1


def test_a_server_that_nothing_leads_to_is_silent(tmp_path: Path) -> None:
    answer = run(using(network(tmp_path), OWN).resolver.a("mx.example.net"))
    assert (answer.status, answer.reason) == ("failure", "timeout")


def test_root_servers_are_not_asked_by_an_appliance_without_outside(tmp_path: Path) -> None:
    assert run(using(network(tmp_path), Dns()).resolver.a("mx.example.net")).status == "nxdomain"


def test_priorities_and_what_cannot_be_reached(tmp_path: Path) -> None:
    dns = Dns(
        servers={
            "192.0.2.1": CacheServer(priority=1),
            "192.0.2.2": CacheServer(),
            "192.0.2.3": CacheServer(),
        }
    )
    with name_server(records("a.example.net. 5 IN A 192.0.2.9")) as server:
        there = network(tmp_path, remotes={"192.0.2.1:53": f"127.0.0.1:{server.port}"})
        servers = Servers(dns, there.outside.target, random=Random(1))
        orders = {tuple(servers.responsible("x") or ()) for _ in range(50)}
        assert orders == {
            ("192.0.2.2", "192.0.2.3", "192.0.2.1"),
            ("192.0.2.3", "192.0.2.2", "192.0.2.1"),
        }
        assert run(using(there, dns).resolver.a("a.example.net")).records == ("192.0.2.9",)


def test_alternate_servers(tmp_path: Path) -> None:
    def alternate(number: int) -> AlternateServer:
        return AlternateServer(hostname="ns.example", address=f"192.0.2.{number}")

    dns = replace(OWN, alternates={"example.net": alternate(1), "b.example.net": alternate(2)})
    servers = Servers(dns, network(tmp_path).outside.target)
    assert servers.responsible("example.net") == ["192.0.2.1"]
    assert servers.responsible("a.example.net") == ["192.0.2.1"]
    assert servers.responsible("x.b.example.net") == ["192.0.2.2"]
    assert servers.responsible("notexample.net") == ["192.0.2.53"]
    assert (
        Servers(replace(dns, servers={}), network(tmp_path).outside.target).responsible("x") is None
    )


def test_search_domains(tmp_path: Path) -> None:
    resolver = using(network(tmp_path), Dns(search=("absent.example", "partner.example"))).resolver
    assert run(resolver.a("mx2")).records == ("10.0.0.2", "10.0.0.3")
    assert run(resolver.a("mx2.x")).status == "nxdomain"
    assert run(resolver.a("nobody")).status == "nxdomain"


def test_reverse_lookups(tmp_path: Path) -> None:
    assert run(network(tmp_path).resolver.client_name("10.0.0.1"))[0] == "mx1.partner.example"
    off = using(network(tmp_path), Dns(reverse_timeout=0)).resolver
    assert run(off.client_name("10.0.0.1")) == (None, False)
    with ExitStack() as stack:
        server = stack.enter_context(name_server(lambda _: None))
        there = network(tmp_path, remotes={"192.0.2.53:53": f"127.0.0.1:{server.port}"})
        slow = using(there, replace(OWN, reverse_timeout=1)).resolver
        assert run(slow.client_name("198.51.100.7")) == (None, False)


def test_what_is_in_use_stays_while_nothing_changes(tmp_path: Path) -> None:
    with name_server(records("a.example.net. 5 IN A 192.0.2.9")) as server:
        there = network(tmp_path, remotes={"192.0.2.53:53": f"127.0.0.1:{server.port}"})
        run(using(there, OWN).resolver.a("a.example.net"))
        run(using(there, replace(OWN)).resolver.a("a.example.net"))
        assert len(server.questions) == 1
        run(using(there, replace(OWN, minimum_ttl=0)).resolver.a("a.example.net"))
        assert len(server.questions) == 2


def test_answers_are_forgotten_on_request(tmp_path: Path) -> None:
    with name_server(records("a.example.net. 5 IN A 192.0.2.9")) as server:
        there = network(tmp_path, remotes={"192.0.2.53:53": f"127.0.0.1:{server.port}"})
        resolver = using(there, OWN).resolver
        run(resolver.a("a.example.net"))
        request_flush(tmp_path)
        run(resolver.a("a.example.net"))
        assert len(server.questions) == 2
