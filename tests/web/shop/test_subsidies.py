"""Whoever has a subsidy sees one line everywhere, and gets what it said."""

import re
import uuid
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clust.campaigns.models import Campaign, Hold, Pledge
from clust.orders.models import Subsidy
from clust.people.models import Person
from clust.storefronts.models import RollClaim
from clust.subsidies.models import Promise, PromisePart, SubsidyBudget
from clust.web.shop.subsidies import pays_here
from tests.payments.sales import clear, walk
from tests.subsidised import budget, plan, staff
from tests.world import DAY, World, make_campaign, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def kettles(world: World) -> Campaign:
    return make_campaign(world, [(1, 5000), (2, 4000)])


def reading(person: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def choice(world: World, campaign: Campaign, **fields: object) -> dict[str, Any]:
    return {
        "variant": campaign.product.variants.all()[0].pk,
        "units": 1,
        "mode": "join",
        "delivery": world.pickup.pk,
        "shown": 5000,
        **fields,
    }


def page(client: Client, name: str, *keys: object, **asked: object) -> str:
    with time_machine.travel(DAY, tick=False):
        answer: Any = client.get(reverse(f"shop:{name}", args=keys), asked)
    assert answer.status_code == 200
    return str(answer.content.decode()).replace("\xa0", " ")


def order(client: Client, world: World, campaign: Campaign, **fields: object) -> Any:
    with time_machine.travel(DAY, tick=False):
        return client.post(
            reverse("shop:pledges", args=[campaign.pk]),
            choice(world, campaign, key=uuid.uuid4(), **fields),
        )


def test_the_order_page_says_who_pays_what(world: World, kettles: Campaign) -> None:
    plan(budget(world), per_mille=200)
    client = reading(staff(world))
    text = page(client, "order_page", kettles.pk, **choice(world, kettles))
    assert "Clust pays" in text
    assert "€10.00" in text
    assert "€40.00" in text
    assert 'name="subsidy" value="1000"' in text


def test_the_page_of_a_clust_has_the_line_in_the_readers_own_part_only(
    world: World, kettles: Campaign
) -> None:
    plan(budget(world), per_mille=200)
    assert "Clust pays" in page(reading(staff(world)), "campaign", kettles.pk)
    assert "Clust pays" not in page(reading(make_person()), "campaign", kettles.pk)
    assert "Clust pays" not in page(Client(), "campaign", kettles.pk)


def words(text: str) -> str:
    """Return the words of a page without its marks."""
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def test_the_form_of_a_clust_takes_the_share_off_before_any_choice(world: World) -> None:
    plan(budget(world), per_mille=200)
    kettles = make_campaign(world, [(1, 7900)])
    said = words(page(reading(staff(world)), "campaign", kettles.pk))
    assert "Clust pays €15.80 of the €79.00 that one unit costs now." in said
    carriage = world.parcel.gross_cents
    assert carriage
    paid = f"{(7900 - 1580 + carriage) / 100:.2f}"
    assert said.count("You pay") == 1
    assert f"Clust pays − €15.80 You pay, at most delivery included €{paid}" in said
    assert "At most, with delivery" not in said
    assert "At most, with delivery" in words(page(reading(make_person()), "campaign", kettles.pk))


def test_an_order_comes_to_one_sum(world: World, kettles: Campaign) -> None:
    plan(budget(world), per_mille=200)
    client = reading(staff(world))
    asked = words(page(client, "order_page", kettles.pk, **choice(world, kettles)))
    told = "all in €50.00 Clust pays − €10.00 You pay, at most delivery included €40.00"
    assert told in asked
    assert asked.count("The most it can cost") == 1
    order(client, world, kettles, subsidy=1000)
    pledged = words(page(client, "pledge", Pledge.objects.get().pk))
    assert told in pledged
    assert pledged.count("The most it can cost") == 1
    sale = clear(kettles)
    said = words(page(client, "order", sale.orders[0].pk))
    assert "Total with tax €50.00 Clust pays − €10.00 You pay delivery included €40.00" in said


def test_the_order_keeps_free_what_was_shown_and_pays_it(world: World, kettles: Campaign) -> None:
    purse = budget(world)
    plan(purse, per_mille=200)
    person = staff(world)
    client = reading(person)
    answer = order(client, world, kettles, subsidy=1000)
    assert answer.status_code == 302
    pledge = Pledge.objects.get(person=person)
    assert PromisePart.objects.get().cents == 1000
    assert "of which Clust pays €10.00 and you €40.00" in page(client, "my_clusts")
    assert "You pay" in page(client, "pledge", pledge.pk)
    sale = clear(kettles)
    assert Subsidy.objects.get().order == sale.orders[0]
    text = page(client, "order", sale.orders[0].pk)
    assert "Clust pays" in text
    walk()


def test_less_than_was_shown_is_asked_again(world: World, kettles: Campaign) -> None:
    purse = budget(world, 1500)
    plan(purse)
    order(reading(staff(world)), world, kettles, subsidy=1000)
    answer = order(reading(staff(world)), world, kettles, subsidy=1000)
    assert answer.status_code == 409
    assert b"can pay less by now" in answer.content
    assert b'name="subsidy" value="500"' in answer.content
    assert Pledge.objects.count() == 1
    assert SubsidyBudget.objects.get().reserved_cents == 1000


def test_what_was_shown_holds_where_the_plan_is_new_to_this_process(
    world: World, kettles: Campaign
) -> None:
    assert not pays_here(world.storefront)
    plan(budget(world), per_mille=200)
    assert not pays_here(world.storefront)
    assert order(reading(staff(world)), world, kettles, subsidy=1000).status_code == 302
    assert PromisePart.objects.get().cents == 1000


def test_nobody_pays_alone_what_a_page_said_is_shared(world: World, kettles: Campaign) -> None:
    assert not pays_here(world.storefront)
    assert order(reading(staff(world)), world, kettles, subsidy=1000).status_code == 409
    assert not Pledge.objects.exists()


def test_what_the_budget_cannot_carry_is_said_before(world: World, kettles: Campaign) -> None:
    plan(budget(world, 600))
    text = page(reading(staff(world)), "order_page", kettles.pk, **choice(world, kettles))
    assert "would pay up to €10.00" in text
    assert "has no more left" in text


def test_a_refused_order_keeps_nothing_free(world: World) -> None:
    purse = budget(world)
    plan(purse)
    kettles = make_campaign(world, [(1, 5000)], per_person=1)
    client = reading(staff(world))
    order(client, world, kettles)
    assert order(client, world, kettles).status_code == 409
    purse.refresh_from_db()
    assert purse.reserved_cents == 1000
    assert Promise.objects.count() == 1


def test_a_newer_choice_lets_the_earlier_promise_go(world: World) -> None:
    plan(budget(world), fixed_cents=1000, person_most_cents=1000)
    kettles = make_campaign(world, [(1, 5000)], asks_for_card=True)
    client = reading(staff(world))
    for _ in range(2):
        assert order(client, world, kettles, pay="new", subsidy=1000).status_code == 302
    assert Hold.objects.count() == 2
    assert Promise.objects.standing().count() == 1


def test_a_higher_maximum_keeps_its_promise(world: World, kettles: Campaign) -> None:
    purse = budget(world)
    plan(purse, per_mille=200)
    client = reading(staff(world))
    order(client, world, kettles, mode="wait", maximum="40")
    pledge = Pledge.objects.get()
    assert PromisePart.objects.get().cents == 800
    with time_machine.travel(DAY, tick=False):
        client.post(
            reverse("shop:maximum", args=[pledge.pk]),
            {"maximum": "50", "shown": 5000, "key": uuid.uuid4()},
        )
    assert Pledge.objects.count() == 2
    assert PromisePart.objects.get().cents == 1000
    clear(kettles)
    assert Subsidy.objects.get().cents == 1000
    purse.refresh_from_db()
    assert (purse.reserved_cents, purse.used_cents) == (0, 1000)


def test_a_pledge_taken_back_frees_its_promise(world: World, kettles: Campaign) -> None:
    from clust import flow
    from clust.campaigns.actions.pledging import withdraw_pledge

    purse = budget(world)
    plan(purse)
    order(reading(staff(world)), world, kettles)
    withdraw_pledge(pledge=Pledge.objects.get(), now=DAY)
    flow.walk(now=DAY)
    purse.refresh_from_db()
    assert purse.reserved_cents == 0
    assert not Promise.objects.standing().exists()


def test_without_plans_an_order_asks_no_more_of_the_database(
    world: World, kettles: Campaign, django_assert_num_queries: Any
) -> None:
    assert not pays_here(world.storefront)
    with django_assert_num_queries(0):
        assert not pays_here(world.storefront)


def test_who_proves_their_number_has_the_subsidy(world: World, kettles: Campaign) -> None:
    plan(budget(world))
    entry = staff(world).roll_claims.get().entry
    RollClaim.objects.filter(entry=entry).delete()
    client = reading(make_person())
    text = page(client, "order_page", kettles.pk, **choice(world, kettles))
    assert "Say your staff number" in text
    with time_machine.travel(DAY, tick=False):
        url = reverse("shop:staff_number")
        wrong = client.post(url, {"number": entry.number, "birth_year": "1981"})
        assert wrong.status_code == 422
        assert b"does not go together" in wrong.content
        right = client.post(url, {"number": entry.number, "birth_year": "1980"})
    assert right.status_code == 302
    text = page(client, "order_page", kettles.pk, **choice(world, kettles))
    assert 'name="subsidy" value="1000"' in text


def test_what_was_shown_is_kept_where_nobody_paid_a_minute_ago(
    world: World, kettles: Campaign
) -> None:
    client = reading(staff(world))
    page(client, "order_page", kettles.pk, **choice(world, kettles))
    plan(budget(world))
    assert order(client, world, kettles, subsidy=1000).status_code == 302
    assert PromisePart.objects.get().cents == 1000


def test_what_was_shown_and_is_paid_no_more_is_asked_again(world: World, kettles: Campaign) -> None:
    answer = order(reading(staff(world)), world, kettles, subsidy=1000)
    assert answer.status_code == 409
    assert not Pledge.objects.exists()
