"""A wish's link is looked at, and no trap behind it opens anything of ours."""

import time
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from clust import flow
from clust.integrations.links import client
from clust.integrations.links.addresses import is_everybodys, resolved
from clust.integrations.links.client import Links
from clust.wishes import links as door
from clust.wishes.links import Seen
from clust.wishes.models import Look
from tests.integrations.links.web import LOOPBACK, served
from tests.wishes.wall import post
from tests.world import make_world

SHOP = "shop.example"


@pytest.fixture
def web() -> Iterator[ThreadingHTTPServer]:
    with served() as server:
        yield server


@pytest.fixture
def links(web: ThreadingHTTPServer) -> Links:
    """Looks at pages as in production, but that one shop's name leads to the test's own web."""

    def resolve(host: str, port: int) -> list[str]:
        return [LOOPBACK] if host == SHOP else list(resolved(host, port))

    def may_reach(address: str, port: int) -> bool:
        return (address, port) == (LOOPBACK, web.server_port) or is_everybodys(address, port)

    return Links(resolve, may_reach, seconds=1.0)


def see(links: Links, web: ThreadingHTTPServer, path: str) -> Seen:
    return links.look(f"http://{SHOP}:{web.server_port}{path}")


def size(picture: bytes | None) -> tuple[int, int]:
    assert picture
    with Image.open(BytesIO(picture)) as shown:
        assert shown.format == "WEBP"
        return shown.size


def test_a_page_shows_its_title_and_its_picture_written_anew(
    links: Links, web: ThreadingHTTPServer
) -> None:
    seen = see(links, web, "/page#reviews")
    assert (seen.title, seen.refusal) == ("Une bouilloire & sa théière", "")
    assert size(seen.picture) == (60, 30)
    assert b"Anne" not in (seen.picture or b"")


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/moved", "Une bouilloire & sa théière"),
        ("/latin", "Théière"),
        ("/og", "Plus"),
        ("/bombed", "Boum"),
        ("/private-picture", "Ruse"),
        ("/deep", "Profond"),
    ],
)
def test_titles_are_read_whatever_lies_beside_them(
    links: Links, web: ThreadingHTTPServer, path: str, title: str
) -> None:
    began = time.monotonic()
    assert see(links, web, path).title == title
    assert time.monotonic() - began < 2


def test_pictures_that_are_traps_are_left_out(links: Links, web: ThreadingHTTPServer) -> None:
    for path in ("/bombed", "/private-picture"):
        assert see(links, web, path).picture is None


def test_a_link_to_a_picture_shows_it(links: Links, web: ThreadingHTTPServer) -> None:
    assert size(see(links, web, "/picture").picture) == (60, 30)


@pytest.mark.parametrize(
    ("path", "refusal"),
    [
        ("/endless", "too many redirects"),
        ("/to-metadata", "not a public address"),
        ("/to-localhost", "not a public address"),
        ("/to-file", "not an address"),
        ("/to-nowhere", "no answer"),
        ("/bomb", "not a picture"),
        ("/program", "not a page"),
        ("/zipped", "not a page"),
        ("/missing", "status 404"),
        ("/drip", "too slow"),
        ("/heavy", "too large"),
    ],
)
def test_traps_are_refused_each_with_a_word(
    links: Links, web: ThreadingHTTPServer, path: str, refusal: str
) -> None:
    began = time.monotonic()
    assert see(links, web, path) == Seen(refusal=refusal)
    assert time.monotonic() - began < 3


def test_of_two_gigabytes_the_first_half_megabyte_is_read(
    links: Links, web: ThreadingHTTPServer
) -> None:
    assert see(links, web, "/stream").title == "Sans fin"
    assert web.sent < 50_000_000  # type: ignore[attr-defined]


def test_an_endless_redirect_is_followed_three_times_without_cookies(
    links: Links, web: ThreadingHTTPServer
) -> None:
    see(links, web, "/endless")
    asked = web.asked  # type: ignore[attr-defined]
    assert len(asked) == 1 + client.MOST_REDIRECTS
    assert not any("Cookie" in headers for _, headers in asked)


def test_the_name_is_told_to_the_address_that_was_checked(
    links: Links, web: ThreadingHTTPServer
) -> None:
    see(links, web, "/page")
    assert {headers["Host"] for _, headers in web.asked} == {  # type: ignore[attr-defined]
        f"{SHOP}:{web.server_port}"
    }


def test_proxies_of_the_environment_are_not_used(
    links: Links, web: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert see(links, web, "/page").title


# Addresses


@pytest.mark.parametrize(
    "link",
    [
        "http://localhost/",
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://0/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[fe80::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/",
        "http://10.1.2.3/",
        "http://192.168.0.1/",
        "http://100.100.100.200/",
        "http://224.0.0.1/",
        "https://127.0.0.1/",
        "http://93.184.215.14:22/",
        "http://93.184.215.14:8080/",
    ],
)
def test_what_is_not_everybodys_is_never_asked(link: str) -> None:
    assert Links().look(link) == Seen(refusal="not a public address")


@pytest.mark.parametrize(
    "link",
    [
        "ftp://shop.example/",
        "gopher://shop.example/",
        "javascript:alert(1)",
        "http:///",
        "http://anne:secret@shop.example/",
        "http://shop.example:99999/",
        "http://[::1/",
        "http://a..b/",
        "",
    ],
)
def test_what_is_no_address_of_the_web_is_not_asked(link: str) -> None:
    assert Links().look(link) == Seen(refusal="not an address")


@pytest.mark.parametrize(
    ("address", "everybodys"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("2001:db8::1", False),
        ("2002:7f00:1::", False),
        ("2001:0:7f00:1::", False),
        ("ff02::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("shop.example", False),
    ],
)
def test_addresses_of_the_public_internet_are_told_from_others(
    address: str, everybodys: bool
) -> None:
    assert is_everybodys(address, 443) is everybodys


def test_one_bad_address_among_good_ones_is_enough_to_refuse() -> None:
    both = Links(lambda host, port: ["93.184.215.14", "10.0.0.1"])
    assert both.look("http://shop.example/") == Seen(refusal="not a public address")


def test_a_name_that_answers_otherwise_the_second_time_leads_nowhere_else(
    web: ThreadingHTTPServer,
) -> None:
    """Rebinding: the connection goes to the address that was checked, the name is asked once."""
    answers = iter([[LOOPBACK], ["10.0.0.1"]])
    links = Links(lambda host, port: next(answers), lambda address, port: address == LOOPBACK)
    assert see(links, web, "/latin").title == "Théière"


def test_names_that_take_for_ever_are_given_up() -> None:
    slow = Links(lambda host, port: time.sleep(1.5) or [], seconds=0.2)
    began = time.monotonic()
    assert slow.look("http://shop.example/") == Seen(refusal="too slow")
    assert time.monotonic() - began < 1


# The worker


@pytest.mark.django_db
def test_the_worker_looks_at_each_new_link_once(
    links: Links, web: ThreadingHTTPServer, settings: Any, tmp_path: Any, monkeypatch: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("clust.wishes.actions.looking.viewer", lambda: links)
    world = make_world()
    # A wish's link has no port of the test's web: its name leads there all the same.
    monkeypatch.setattr(links, "look", lambda link: see_at(web, link))

    def see_at(web: ThreadingHTTPServer, link: str) -> Seen:
        return Links.look(links, link.replace(SHOP, f"{SHOP}:{web.server_port}"))

    shown = post(world, link=f"http://{SHOP}/page")
    trapped = post(world, link=f"http://{SHOP}/to-metadata")
    post(world)
    for _ in range(2):
        flow.look_at_links(0)
    looks = {look.wish: (look.title, look.refusal) for look in Look.objects.all()}
    assert looks == {
        shown: ("Une bouilloire & sa théière", ""),
        trapped: ("", "not a public address"),
    }
    assert len(list(tmp_path.rglob("*.webp"))) == 1


def test_the_viewer_of_the_settings_reaches_nothing_private() -> None:
    assert door.viewer().look("http://localhost/").refusal == "not a public address"
