"""A person's data in their own hands."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from clust.campaigns.models import Campaign, Gate, Pledge, Withdrawal
from clust.flow import walk
from clust.orders.models import Order
from clust.people.actions import AlreadyErased, erase_person, purge_erased
from clust.people.models import Address, Erasure, Identity, Person
from clust.web.parts.archive import keep_until
from tests.web.shop.conftest import EMAIL, PASSWORD
from tests.web.shop.pages import order, ordered, text
from tests.world import WEEK, World, make_address, make_person, pledge

PLACE = {
    "name": "Alice",
    "street": "1 rue Haute",
    "postcode": "75001",
    "city": "Paris",
    "country": "FR",
}


def sure(client: Client) -> None:
    """Show again that it is oneself, as the page asks first."""
    answer = client.get("/my/erasure/")
    assert answer["Location"].startswith("/account/reauthenticate/")
    assert client.post(answer["Location"], {"password": PASSWORD}).status_code == 302


def test_name_language_and_zone_are_written_down(signed_in: Client, alice: Person) -> None:
    fields = {"name": "Alice", "language": "fr", "time_zone": "Europe/Brussels"}
    answer = signed_in.post("/my/profile/", fields)
    assert answer.cookies["django_language"].value == "fr"
    alice.refresh_from_db()
    assert (alice.language, alice.time_zone) == ("fr", "Europe/Brussels")
    assert Identity.objects.get(person=alice).name == "Alice"
    assert "Mon profil" in text(signed_in.get("/my/profile/"))


def test_a_language_or_zone_that_is_none_is_refused(signed_in: Client, alice: Person) -> None:
    for fields in ({"language": "xx"}, {"time_zone": "Mars/Base"}):
        both = {"name": "", "language": "en", "time_zone": "Europe/Paris", **fields}
        assert signed_in.post("/my/profile/", both).status_code == 400


def test_the_language_switch_is_remembered(signed_in: Client, alice: Person) -> None:
    signed_in.get("/language/fr/?next=/about/")
    alice.refresh_from_db()
    assert alice.language == "fr"


def test_addresses_are_added_corrected_and_removed(signed_in: Client, alice: Person) -> None:
    assert signed_in.post("/my/addresses/new/", PLACE).status_code == 302
    place = Address.objects.get()
    assert (
        signed_in.post(f"/my/addresses/{place.pk}/", {**PLACE, "city": "Lyon"}).status_code == 302
    )
    assert list(Address.objects.on_offer().values_list("city", flat=True)) == ["Lyon"]
    new = Address.objects.on_offer().get()
    assert "Remove" in text(signed_in.get(f"/my/addresses/{new.pk}/removal/"))
    assert signed_in.post(f"/my/addresses/{new.pk}/removal/").status_code == 302
    assert not Address.objects.on_offer().exists()


@pytest.mark.parametrize(
    "wrong", [{"country": "JP"}, {"postcode": "!"}, {"phone": "soon"}, {"street": ""}]
)
def test_an_address_that_is_none_is_refused(signed_in: Client, wrong: dict[str, str]) -> None:
    assert signed_in.post("/my/addresses/new/", {**PLACE, **wrong}).status_code == 400
    assert not Address.objects.exists()


def test_a_corrected_address_takes_open_pledges_along(
    signed_in: Client, alice: Person, world: World, kettles: Campaign
) -> None:
    place = make_address(alice)
    ordered(order(signed_in, kettles, world.parcel, address=place.pk))
    signed_in.post(f"/my/addresses/{place.pk}/", {**PLACE, "city": "Metz"})
    moved = Pledge.objects.get()
    assert moved.address is not None
    assert moved.address.city == "Metz"
    assert signed_in.post(f"/my/addresses/{moved.address.pk}/removal/").status_code == 409


def test_other_peoples_addresses_are_not_there(signed_in: Client) -> None:
    theirs = make_address(make_person())
    for page in ("", "removal/"):
        assert signed_in.get(f"/my/addresses/{theirs.pk}/{page}").status_code == 404


def test_three_addresses_cost_as_many_queries_as_one(
    signed_in: Client, alice: Person, count: Callable[[Client, str], int]
) -> None:
    make_address(alice)
    one = count(signed_in, "/my/profile/")
    make_address(alice)
    make_address(alice)
    assert count(signed_in, "/my/profile/") == one


def test_everything_we_know_can_be_taken_away(
    signed_in: Client, alice: Person, world: World, kettles: Campaign
) -> None:
    make_address(alice)
    Identity.objects.create(person=alice, name="Alice")
    mine = pledge(world, kettles, 2, person=alice, now=timezone.now())
    known = json.loads(signed_in.get("/my/data.json").content)
    assert known["person"]["name"] == "Alice"
    assert known["person"]["email_addresses"][0]["email"] == EMAIL
    assert known["person"]["addresses"][0]["city"] == "Lyon"
    assert known["pledges"][0]["number"] == mine.pk
    assert known["pledges"][0]["maximum"] == "50.00"


# Erasing


def test_erasing_asks_for_the_password_and_takes_open_pledges_back(
    signed_in: Client, alice: Person, world: World, kettles: Campaign
) -> None:
    make_address(alice)
    Identity.objects.create(person=alice, name="Alice")
    pledge(world, kettles, 6, person=alice, now=timezone.now())
    sure(signed_in)
    assert "1 open pledge is taken back" in text(signed_in.get("/my/erasure/"))
    answer = signed_in.post("/my/erasure/", {"sure": "yes"})
    assert "Forgotten" in text(answer)
    assert Withdrawal.objects.get().cause == Withdrawal.ERASED
    assert Gate.objects.get().units == 0
    for rows in (Identity, Address, EmailAddress):
        assert not rows.objects.exists()
    assert Erasure.objects.get().purged_at is not None
    assert signed_in.get("/my/clusts/").status_code == 302
    login = {"login": EMAIL, "password": PASSWORD}
    assert Client().post("/account/login/", login).status_code == 200


def test_orders_keep_name_and_address_as_long_as_the_law_says(
    signed_in: Client, alice: Person, world: World, kettles: Campaign
) -> None:
    place, other = make_address(alice), make_address(alice)
    Identity.objects.create(person=alice, name="Alice")
    ordered(order(signed_in, kettles, world.parcel, units=3, address=place.pk))
    over = timezone.now() + WEEK + timedelta(hours=1)
    walk(now=over)
    bought = Order.objects.get()
    assert bought.total_gross_cents > 12_000
    until = keep_until(alice, over.date())
    assert until == bought.at.date().replace(year=bought.at.year + 10)
    erasure = erase_person(person=alice, keep_until=until, keep_addresses={place.pk}, now=over)
    assert list(Address.objects.values_list("pk", flat=True)) == [place.pk]
    assert other.pk != place.pk
    assert Identity.objects.exists()
    assert Erasure.objects.due_to_purge(over).count() == 0
    later = over + timedelta(days=3654)
    assert list(Erasure.objects.due_to_purge(later)) == [erasure]
    purge_erased(erasure, now=later)
    assert not Identity.objects.exists()
    assert not Address.objects.exists()
    bought.refresh_from_db()
    assert bought.address is None


def test_small_orders_are_kept_five_years(world: World, alice: Person, kettles: Campaign) -> None:
    pledge(world, kettles, 1, person=alice, now=timezone.now())
    walk(now=timezone.now() + WEEK + timedelta(hours=1))
    at = Order.objects.get().at
    assert keep_until(alice, date(2026, 1, 1)).year == at.year + 5


def test_nobody_leaves_while_a_clust_of_theirs_is_being_closed(
    signed_in: Client, alice: Person, world: World, kettles: Campaign
) -> None:
    pledge(world, kettles, 1, person=alice, now=timezone.now())
    Campaign.objects.update(closes_at=timezone.now())
    sure(signed_in)
    assert "being closed right now" in text(signed_in.get("/my/erasure/"))
    assert signed_in.post("/my/erasure/", {"sure": "yes"}).status_code == 409
    assert not Erasure.objects.exists()


def test_a_person_is_erased_once(alice: Person) -> None:
    now = timezone.now()
    erase_person(person=alice, keep_until=now.date(), keep_addresses=[], now=now)
    with pytest.raises(AlreadyErased):
        erase_person(person=alice, keep_until=now.date(), keep_addresses=[], now=now)


def test_signing_in_on_a_new_browser_speaks_ones_language(alice: Person) -> None:
    Person.objects.update(language="fr")
    browser = Client(headers={"Accept-Language": "en"})
    browser.post("/account/login/", {"login": EMAIL, "password": PASSWORD})
    assert "Mes clusts" in text(browser.get("/my/clusts/"))
