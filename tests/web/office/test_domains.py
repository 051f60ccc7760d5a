"""Host names of a shop: claimed, proved by a record in the real domain name system, given up."""

import socket
import struct
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clust.integrations.dns.client import Resolver
from clust.integrations.dns.messages import BadAnswer, question, read
from clust.storefronts.actions.domains import (
    NotAHost,
    as_host,
    claim_domain,
    note_record,
    prove_domain,
)
from clust.storefronts.models import Domain, DomainClaim
from clust.storefronts.records import NamesSilent
from tests.web.office.conftest import Shop, reading

pytestmark = pytest.mark.django_db


class NameServer:
    """A name server for a few names: by UDP, and by TCP what does not fit."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.place = self.udp.getsockname()
        self.tcp = socket.create_server(self.place)
        for serve in (self._serve_udp, self._serve_tcp):
            threading.Thread(target=serve, daemon=True).start()

    def _serve_udp(self) -> None:
        while True:
            try:
                asked, who = self.udp.recvfrom(512)
            except OSError:
                return
            answer = self._answer(asked)
            cut = answer[:2] + struct.pack("!H", 0x8380) + answer[4:6] + bytes(6)
            self.udp.sendto(answer if len(answer) < 512 else cut + asked[12:], who)

    def _serve_tcp(self) -> None:
        while True:
            try:
                line, _ = self.tcp.accept()
            except OSError:
                return
            with line:
                (length,) = struct.unpack("!H", line.recv(2))
                answer = self._answer(line.recv(length))
                line.sendall(struct.pack("!H", len(answer)) + answer)

    def _answer(self, asked: bytes) -> bytes:
        name, at = [], 12
        while asked[at]:
            name.append(asked[at + 1 : at + 1 + asked[at]].decode())
            at += 1 + asked[at]
        texts = self.texts.get(".".join(name))
        code = 0 if texts is not None else 3
        head = asked[:2] + struct.pack("!5H", 0x8180 | code, 1, len(texts or []), 0, 0)
        return head + asked[12 : at + 5] + b"".join(_record(text) for text in texts or [])

    def stop(self) -> None:
        self.udp.close()
        self.tcp.close()


def _record(text: str) -> bytes:
    data = text.encode()
    parts = [data[at : at + 255] for at in range(0, len(data), 255)]
    packed = b"".join(bytes([len(part)]) + part for part in parts)
    return b"\xc0\x0c" + struct.pack("!HHIH", 16, 1, 60, len(packed)) + packed


@pytest.fixture
def server(settings: Any) -> Iterator[NameServer]:
    from clust.storefronts.records import names

    made = NameServer()
    settings.NAME_SERVERS = [f"{made.place[0]}:{made.place[1]}"]
    names.cache_clear()
    yield made
    names.cache_clear()
    made.stop()


def claimed(shop: Shop, host: str = "shop.go.example") -> DomainClaim:
    return claim_domain(storefront=shop.storefront, host=host, by=shop.owner, now=timezone.now())


def test_the_page_says_which_records_to_write(club: Shop, office: Client, settings: Any) -> None:
    settings.STOREFRONT_TARGET, settings.STOREFRONT_ADDRESSES = "shops.clust.example", ["192.0.2.7"]
    office.post("/office/domains/", {"host": "Shop.Go.example."})
    said = office.get("/office/domains/").content.decode()
    claim = DomainClaim.objects.get()
    for word in ("_clust.shop.go.example", f"clust-storefront={claim.token}", "CNAME", "192.0.2.7"):
        assert word in said


def test_a_record_proves_whose_a_host_is(club: Shop, office: Client, server: NameServer) -> None:
    claim = claimed(club)
    server.texts[claim.record_name] = ["v=spf1 -all", claim.record_value]
    office.post(f"/office/domains/claims/{claim.pk}/")
    assert reading("shop.go.example").get("/").status_code == 200
    assert "Club go" in reading("shop.go.example").get("/").content.decode()


def test_without_its_record_a_host_is_nobodys(
    club: Shop, office: Client, server: NameServer
) -> None:
    claim = claimed(club)
    answer = office.post(f"/office/domains/claims/{claim.pk}/", follow=True)
    assert "The record is not there yet." in answer.content.decode()
    assert reading("shop.go.example").get("/").status_code == 404


def test_another_shops_record_proves_nothing(club: Shop, council: Shop, server: NameServer) -> None:
    ours, theirs = claimed(club), claimed(council)
    server.texts[ours.record_name] = [theirs.record_value]
    assert not prove_domain(ours, now=timezone.now()).found
    assert prove_domain(theirs, now=timezone.now()).found
    taken = note_record(claim=ours, texts=[ours.record_value], now=timezone.now())
    assert (taken.found, taken.said) == (False, "taken")
    assert Domain.objects.get(host="shop.go.example").storefront == council.storefront


def test_long_answers_are_asked_for_again_by_tcp(club: Shop, server: NameServer) -> None:
    claim = claimed(club)
    server.texts[claim.record_name] = ["x" * 400, "y" * 200, claim.record_value]
    assert prove_domain(claim, now=timezone.now()).found


def test_silence_of_name_servers_is_no_answer(club: Shop) -> None:
    with pytest.raises(NamesSilent):
        Resolver([("127.0.0.1", 9)], seconds=0.1).texts("_clust.go.example")
    assert not Domain.objects.filter(host="shop.go.example").exists()


@pytest.mark.parametrize("packet", [b"", b"x" * 11, bytes(40), b"\xff" * 60])
def test_nonsense_is_no_answer(packet: bytes) -> None:
    with pytest.raises(BadAnswer):
        read(packet, "go.example", 7)


def test_an_answer_to_another_question_is_none() -> None:
    asked = question("evil.example", 7)
    answer = asked[:2] + struct.pack("!H", 0x8180) + asked[4:]
    with pytest.raises(BadAnswer):
        read(answer, "go.example", 7)


def test_names_that_point_at_themselves_are_no_answer() -> None:
    with pytest.raises(BadAnswer):
        read(struct.pack("!6H", 7, 0x8180, 1, 0, 0, 0) + b"\xc0\x0c\0\x10\0\x01", "go.example", 7)


@pytest.mark.parametrize(
    "text",
    ["", "localhost", "a b.example", "-a.example", "a..example", "1.2.3.4", "x" * 64 + ".fr"],
)
def test_what_is_no_host_name_is_refused(text: str) -> None:
    with pytest.raises(NotAHost):
        as_host(text)


def test_a_host_name_in_any_script_is_known_by_its_own() -> None:
    assert as_host("Élan.Example.") == "xn--lan-9la.example"


def test_a_host_that_answers_cannot_be_claimed(club: Shop, council: Shop, office: Client) -> None:
    answer = office.post("/office/domains/", {"host": council.host})
    assert answer.status_code == 422
    assert "A shop answers at this host name already." in answer.content.decode()


def test_the_last_host_stays(club: Shop, office: Client) -> None:
    domain = club.storefront.domains.get()
    answer = office.post(f"/office/domains/{domain.pk}/")
    assert answer.status_code == 422
    assert club.storefront.domains.count() == 1


def test_claims_are_looked_up_every_few_minutes_for_two_weeks(club: Shop) -> None:
    claim, now = claimed(club), timezone.now()
    assert DomainClaim.objects.due_to_prove(now).get() == claim
    note_record(claim=claim, texts=[], now=now)
    due = DomainClaim.objects.due_to_prove
    assert not due(now + timedelta(minutes=4)).exists()
    assert due(now + timedelta(minutes=6)).exists()
    assert not due(now + timedelta(days=15)).exists()


def test_certificates_are_for_hosts_that_answer_only(club: Shop) -> None:
    claimed(club)
    anywhere = Client(headers={"host": "10.0.0.5"})
    asked = {
        host: anywhere.get("/tls/allowed/", {"domain": host}).status_code
        for host in (club.host, "shop.go.example", "evil.example", "", "\x00")
    }
    assert asked == {
        club.host: 200,
        "shop.go.example": 404,
        "evil.example": 404,
        "": 404,
        "\x00": 404,
    }
