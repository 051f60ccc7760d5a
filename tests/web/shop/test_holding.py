"""From the order to the pledge where a card is asked for, and every way it can go astray."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from clust.campaigns.actions.holding import end_hold
from clust.campaigns.models import Campaign, Gate, Hold, Mandate, Pledge
from clust.payments.cards import hear_of_check
from clust.payments.models import CardCheck
from clust.people.models import Person
from clust.wallet.models import Card
from tests.web.shop.pages import chosen, order, text
from tests.world import World, make_campaign, make_card, make_person, pledge

OK, ASKS, DECLINED = "4242 4242 4242 4242", "4000002760003184", "4000000000000002"


@pytest.fixture
def carded(world: World) -> Campaign:
    """A clust whose pledges count once their card is confirmed."""
    return make_campaign(world, now=timezone.now(), asks_for_card=True)


def on_site(answer: Any) -> str:
    """Return where an answer leads, without the host."""
    return urlsplit(answer["Location"]).path


def held(client: Client, campaign: Campaign, world: World, **fields: object) -> Any:
    """Order, and go to the provider."""
    fields = {"pay": "new", **fields}
    answer = order(client, campaign, world.pickup, **fields)
    assert answer.status_code == 302, text(answer)
    return answer


def entered(client: Client, page: str, number: str = OK) -> str:
    """Type a card on the provider's page; return where that leads."""
    answer = client.post(page, {"number": number})
    assert answer.status_code == 302, text(answer)
    return on_site(answer)


def back_with_a_card(client: Client, campaign: Campaign, world: World, **fields: object) -> Pledge:
    """Order with a new card that its bank does not ask about."""
    back = entered(client, on_site(held(client, campaign, world, **fields)))
    answer = client.get(back)
    return Pledge.objects.get(pk=on_site(answer).split("/")[2])


def test_the_order_page_asks_how_one_pays(
    signed_in: Client, alice: Person, world: World, carded: Campaign
) -> None:
    good = make_card(alice, now=timezone.now())
    worn = make_card(alice, now=timezone.now())
    worn.expires_on = carded.closes_at.date()
    worn.save()
    answer = signed_in.get(f"/clusts/{carded.pk}/order/", chosen(carded, world.pickup))
    page = text(answer)
    assert "How do you pay?" in page
    assert "bank transfer" not in page
    assert f'name="pay" value="{good.pk}" checked'.encode() in answer.content
    assert f'name="pay" value="{worn.pk}"'.encode() not in answer.content


def test_a_new_card_makes_a_pledge_and_a_mandate(
    signed_in: Client, alice: Person, world: World, carded: Campaign
) -> None:
    answer = held(signed_in, carded, world, units=2)
    assert (Pledge.objects.count(), Hold.objects.count()) == (0, 1)
    back = entered(signed_in, on_site(answer))
    made = signed_in.get(back)
    receipt = text(signed_in.get(on_site(made)))
    assert "You are in" in receipt
    mandate = Mandate.objects.get()
    assert mandate.most_gross_cents == 2 * 5000
    assert (mandate.card, mandate.pledge.person) == (Card.objects.get(person=alice), alice)


def test_a_saved_card_needs_no_other_page(
    signed_in: Client, alice: Person, world: World, carded: Campaign
) -> None:
    card = make_card(alice, now=timezone.now())
    answer = held(signed_in, carded, world, pay=card.pk)
    assert on_site(answer).startswith("/holds/")
    assert on_site(signed_in.get(answer["Location"])) == f"/pledges/{Pledge.objects.get().pk}/"
    assert Mandate.objects.get().card == card


def test_the_bank_may_ask(signed_in: Client, world: World, carded: Campaign) -> None:
    bank = entered(signed_in, on_site(held(signed_in, carded, world)), ASKS)
    back = on_site(signed_in.post(bank, {"answer": "yes"}))
    assert on_site(signed_in.get(back)).startswith("/pledges/")


def test_a_no_of_the_bank_keeps_the_choice_for_another_card(
    signed_in: Client, world: World, carded: Campaign
) -> None:
    bank = entered(signed_in, on_site(held(signed_in, carded, world)), ASKS)
    back = on_site(signed_in.post(bank, {"answer": "no"}))
    answer = signed_in.get(back)
    assert "Your bank said no" in text(answer)
    again = signed_in.post(f"{back}card/", {"pay": "new"})
    assert on_site(signed_in.get(entered(signed_in, on_site(again)))).startswith("/pledges/")
    assert (Hold.objects.count(), CardCheck.objects.count(), Pledge.objects.count()) == (1, 2, 1)


def test_who_turns_back_finds_the_choice_and_the_card_page(
    signed_in: Client, world: World, carded: Campaign
) -> None:
    provider = on_site(held(signed_in, carded, world))
    page = signed_in.get(f"/holds/{Hold.objects.get().key}/")
    assert "One step is missing" in text(page)
    assert provider.encode() in page.content


def test_the_message_of_the_provider_may_come_first(
    signed_in: Client, world: World, carded: Campaign
) -> None:
    back = entered(signed_in, on_site(held(signed_in, carded, world)))
    hear_of_check(key=CardCheck.objects.get().key, now=timezone.now())
    made = Pledge.objects.get()
    assert on_site(signed_in.get(back)) == f"/pledges/{made.pk}/"
    assert on_site(signed_in.get(back)) == f"/pledges/{made.pk}/"
    hear_of_check(key=CardCheck.objects.get().key, now=timezone.now())
    assert Pledge.objects.count() == 1


def test_ordering_twice_with_one_page_is_ordering_once(
    signed_in: Client, world: World, carded: Campaign
) -> None:
    key = uuid4()
    held(signed_in, carded, world, key=key)
    again = held(signed_in, carded, world, key=key)
    assert on_site(again) == f"/holds/{key}/"
    assert Hold.objects.count() == 1


def test_a_newer_choice_takes_the_place_of_one_not_confirmed(
    signed_in: Client, world: World, alice: Person
) -> None:
    campaign = make_campaign(world, cap=3, now=timezone.now(), asks_for_card=True)
    first = entered(signed_in, on_site(held(signed_in, campaign, world, units=2)))
    back_with_a_card(signed_in, campaign, world, units=3)
    assert "only the newer choice counts" in text(signed_in.get(first))
    assert Gate.objects.get(pk=campaign.pk).units == 3


def test_too_late_nothing_is_ordered_and_the_choice_is_kept(
    signed_in: Client, world: World, carded: Campaign
) -> None:
    back = entered(signed_in, on_site(held(signed_in, carded, world, units=3)))
    late = timezone.now() + timedelta(minutes=16)
    end_hold(Hold.objects.get(), now=late)
    page = signed_in.get(back)
    assert "Nothing was ordered" in text(page)
    assert b"units=3" in page.content
    assert not Pledge.objects.exists()


def test_what_fills_up_meanwhile_is_said(signed_in: Client, world: World) -> None:
    campaign = make_campaign(world, cap=3, now=timezone.now(), asks_for_card=True)
    back = entered(signed_in, on_site(held(signed_in, campaign, world, units=3)))
    Hold.objects.update(
        until=timezone.now() - timedelta(seconds=1), at=timezone.now() - timedelta(minutes=16)
    )
    other = Client(headers={"Accept-Language": "en"})
    other.force_login(make_person(timezone.now()))
    back_with_a_card(other, campaign, world, units=1)
    assert "The places were taken before" in text(signed_in.get(back))


def test_changing_ones_mind_gives_the_place_back(
    signed_in: Client, world: World, carded: Campaign
) -> None:
    held(signed_in, carded, world, units=4)
    key = Hold.objects.get().key
    answer = signed_in.post(f"/holds/{key}/end/")
    assert on_site(answer) == f"/clusts/{carded.pk}/"
    assert "units=4" in answer["Location"]
    assert "You let go of it" in text(signed_in.get(f"/holds/{key}/"))


def test_a_transfer_needs_no_card(signed_in: Client, world: World) -> None:
    campaign = make_campaign(world, now=timezone.now(), asks_for_card=True, takes_transfers=True)
    answer = held(signed_in, campaign, world, pay="transfer")
    assert on_site(signed_in.get(answer["Location"])).startswith("/pledges/")
    assert Mandate.objects.get().by_transfer


def test_no_transfer_where_the_clust_takes_none(
    signed_in: Client, world: World, carded: Campaign
) -> None:
    assert order(signed_in, carded, world.pickup, pay="transfer").status_code == 400
    assert not Hold.objects.exists()


@pytest.mark.parametrize("pay", ["", "999999999", "-1", "someone's", "new; DROP"])
def test_no_way_to_pay_is_asked_again(
    signed_in: Client, world: World, carded: Campaign, pay: str
) -> None:
    answer = order(signed_in, carded, world.pickup, pay=pay)
    assert answer.status_code == 400
    assert "How do you pay?" in text(answer)
    assert not Hold.objects.exists()


def test_somebody_elses_card_is_none(signed_in: Client, world: World, carded: Campaign) -> None:
    theirs = make_card(make_person())
    assert order(signed_in, carded, world.pickup, pay=theirs.pk).status_code == 400


def test_somebody_elses_hold_is_not_there(
    signed_in: Client, world: World, carded: Campaign
) -> None:
    held(signed_in, carded, world)
    key = Hold.objects.get().key
    other = Client()
    other.force_login(make_person(timezone.now()))
    assert other.get(f"/holds/{key}/").status_code == 404
    assert other.post(f"/holds/{key}/card/", {"pay": "new"}).status_code == 404
    assert other.post(f"/holds/{key}/end/").status_code == 404
    assert signed_in.get(f"/holds/{uuid4()}/").status_code == 404


def test_a_stranger_signs_in_first(client: Client, world: World, carded: Campaign) -> None:
    assert client.get(f"/holds/{uuid4()}/").status_code == 302


def test_a_price_that_rose_is_asked_again_before_any_card(
    signed_in: Client, world: World, carded: Campaign
) -> None:
    answer = order(signed_in, carded, world.pickup, pay="new", shown=4500)
    assert answer.status_code == 409
    assert not Hold.objects.exists()


def test_cards_are_not_tried_by_the_dozen(
    signed_in: Client, world: World, carded: Campaign
) -> None:
    codes = [order(signed_in, carded, world.pickup, pay="new").status_code for _ in range(14)]
    assert codes[0] == 302
    assert codes[-1] == 429


def test_the_page_that_waits_leads_on_by_itself(
    signed_in: Client, world: World, carded: Campaign
) -> None:
    back = entered(signed_in, on_site(held(signed_in, carded, world)))
    answer = signed_in.get(back, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == f"/pledges/{Pledge.objects.get().pk}/"


def test_buying_now_is_offered_where_singles_are_shipped(signed_in: Client, world: World) -> None:
    campaign = make_campaign(world, now=timezone.now(), asks_for_card=True, ships_singles=True)
    page = signed_in.get(f"/clusts/{campaign.pk}/order/", chosen(campaign, world.pickup))
    assert "you get the difference back" in text(page)
    waiting = chosen(campaign, world.pickup, mode="wait", maximum="40")
    page = signed_in.get(f"/clusts/{campaign.pk}/order/", waiting)
    assert "you get the difference back" not in text(page)


def test_buying_now_is_not_offered_elsewhere(
    signed_in: Client, world: World, carded: Campaign
) -> None:
    assert order(signed_in, carded, world.pickup, pay="new", when="now").status_code == 400


def test_others_pledge_as_before(signed_in: Client, world: World, kettles: Campaign) -> None:
    pledge(world, kettles, now=timezone.now())
    assert on_site(order(signed_in, kettles, world.pickup)).startswith("/pledges/")
