"""The desk allows quotes for private clusts, having seen what every step leaves."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from clust.campaigns.models import Pledge
from clust.gatherings.models import Offering
from clust.people.models import Erasure
from clust.sourcing.actions.quoting import award_quote
from clust.sourcing.models import Quote
from tests.gatherings.story import sign, start
from tests.web.desk.conftest import NOON, reading
from tests.world import World

FIELDS: dict[str, object] = {
    "rungs-from": ["1", "50"],
    "rungs-price": ["15,90", "13,90"],
    "starters": "members",
    "shortest_days": "2",
    "longest_days": "20",
    "delivery_gross_cents": "2,00",
    "takes_transfers": "on",
    "sure": "on",
}


@pytest.fixture
def awarded(quote: Quote) -> Quote:
    award_quote(quote=quote, person=None, reason="", now=NOON)
    return quote


def test_the_margin_is_seen_before_a_quote_is_allowed(
    desk: Client, awarded: Quote, said: Callable[[Any], str]
) -> None:
    url = f"/desk/quotes/{awarded.pk}/private/"
    page = said(desk.get(url))
    assert "What it leaves" in page
    assert desk.post(url, {**FIELDS, "sure": ""}).status_code == 422
    answer = desk.post(url, FIELDS, follow=True)
    assert "Members may start private clusts" in said(answer)
    offering = Offering.objects.get()
    assert offering.delivery_gross_cents == 200
    assert offering.ladder.rungs == ((1, 1590), (50, 1390))
    again = desk.post(url, FIELDS)
    assert "allowed for private clusts already" in said(again)


def test_offerings_and_private_clusts_are_lists(
    desk: Client, world: World, said: Callable[[Any], str]
) -> None:
    gathering = start(world)
    offering = gathering.offering
    assert f"?offering={offering.pk}" in said(desk.get("/desk/private/"))
    assert "Le club de go" in said(desk.get("/desk/private/clusts/", {"offering": offering.pk}))
    assert "Le club de go" not in said(desk.get("/desk/private/clusts/", {"state": "closed"}))
    table = b"".join(desk.get("/desk/private/", {"export": "csv"})).decode()  # type: ignore[arg-type]
    assert "Bouilloire" in table
    desk.post(f"/desk/private/{offering.pk}/end/")
    assert not Offering.objects.get().open
    assert "withdrawn already" in said(desk.post(f"/desk/private/{offering.pk}/end/", follow=True))


def test_only_the_desk_allows(world: World, awarded: Quote) -> None:
    stranger = Client()
    assert stranger.get(f"/desk/quotes/{awarded.pk}/private/").status_code == 302


def test_the_desk_answers_letters_of_who_signed_on_paper(
    desk: Client, world: World, said: Callable[[Any], str]
) -> None:
    gathering = start(world, now=NOON)
    paper = sign(gathering, now=NOON)
    assert "Marcelle Petit" in said(desk.get("/desk/private/forms/", {"q": "marcelle"}))
    assert "Marcelle Petit" not in said(desk.get("/desk/private/forms/", {"state": "out"}))
    data = desk.get(f"/desk/private/forms/{paper.pk}/data/").json()
    assert data["private_clusts"]["signed"][0]["form"] == paper.pk
    assert data["pledges"][0]["units"] == 2

    url = f"/desk/private/forms/{paper.pk}/forgetting/"
    assert "Forget Marcelle Petit?" in said(desk.get(url))
    assert desk.post(url).status_code == 422
    assert not Erasure.objects.exists()
    answer = desk.post(url, {"sure": "on"}, follow=True)
    assert "as far as the law lets us" in said(answer)
    assert Erasure.objects.get().person == paper.hold.person
    assert not Pledge.objects.standing().exists()
    assert desk.get(url).status_code == 404


def test_nobody_else_hands_out_their_data(world: World) -> None:
    gathering = start(world, now=NOON)
    paper, organiser = sign(gathering, now=NOON), reading("en", gathering.founder)
    for page in ("", f"{paper.pk}/data/", f"{paper.pk}/forgetting/"):
        assert organiser.get(f"/desk/private/forms/{page}").status_code in (302, 403, 404)


def test_who_has_an_account_is_not_forgotten_at_the_desk(desk: Client, world: World) -> None:
    gathering = start(world, now=NOON)
    paper = sign(gathering, now=NOON)
    EmailAddress.objects.create(user=paper.hold.person, email="marcelle@example.org")
    assert desk.get(f"/desk/private/forms/{paper.pk}/forgetting/").status_code == 404
