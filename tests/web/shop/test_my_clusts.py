"""What a member sees and does afterwards."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from clust.campaigns.actions.amending import extend_campaign
from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.campaigns.actions.pledging import withdraw_pledge
from clust.campaigns.models import Campaign, Pledge, Renewal, Withdrawal
from clust.orders.actions import cancel, order_allotments
from clust.orders.models import Cause, Order
from clust.people.models import Person
from clust.sourcing.models import ReferencePrice
from tests.web.shop.pages import order, ordered, text
from tests.world import WEEK, World, make_address, make_campaign, make_person, pledge


def finish(campaign: Campaign) -> None:
    over = timezone.now() + WEEK + timedelta(hours=1)
    clearing = clear_campaign(close_campaign(campaign, now=over), now=over)
    if clearing.gross_cents:
        order_allotments(clearing, now=over)


@pytest.fixture
def mine(alice: Person, world: World, kettles: Campaign) -> Pledge:
    """Alice takes three kettles."""
    return pledge(world, kettles, 3, person=alice, now=timezone.now())


def test_nothing_yet_invites(signed_in: Client) -> None:
    assert "Not in any clust yet?" in text(signed_in.get("/my/clusts/"))


def test_strangers_are_asked_to_sign_in(client: Client, mine: Pledge) -> None:
    for path in ("/my/clusts/", f"/pledges/{mine.pk}/", "/my/profile/", "/my/data.json"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/?next=")


def test_the_states_are_said_in_words(
    signed_in: Client, alice: Person, world: World, kettles: Campaign, mine: Pledge
) -> None:
    pledge(world, kettles, 2, 4000, person=alice, now=timezone.now())
    page = text(signed_in.get("/my/clusts/"))
    assert "You are in" in page
    assert "You come in when the price falls to €40.00" in page
    assert "at most €150.00 all in" in page


def test_who_the_price_left_behind_waits_again(
    signed_in: Client, alice: Person, world: World, kettles: Campaign
) -> None:
    crowd = pledge(world, kettles, 5, now=timezone.now())
    pledge(world, kettles, 2, 4500, person=alice, now=timezone.now())
    assert "You are in" in text(signed_in.get("/my/clusts/"))
    withdraw_pledge(pledge=crowd, now=timezone.now())
    page = text(signed_in.get("/my/clusts/"))
    assert "You wait again" in page
    assert "Raise my maximum" in page


def test_below_the_critical_mass_one_is_in_on_condition(
    signed_in: Client, alice: Person, world: World
) -> None:
    campaign = make_campaign(world, [(9, 4000)], now=timezone.now())
    pledge(world, campaign, 2, person=alice, now=timezone.now())
    assert "As soon as the critical mass is reached (7 more)" in text(signed_in.get("/my/clusts/"))


def test_under_a_cap_one_may_wait_for_a_place(
    signed_in: Client, alice: Person, world: World
) -> None:
    campaign = make_campaign(world, cap=5, now=timezone.now())
    crowd = pledge(world, campaign, 3, now=timezone.now())
    pledge(world, campaign, 4, 4500, person=alice, now=timezone.now())
    pledge(world, campaign, 2, now=timezone.now())
    assert "You wait" in text(signed_in.get("/my/clusts/"))
    withdraw_pledge(pledge=crowd, now=timezone.now())


def test_closed_in_closed_without_and_not_reached(
    signed_in: Client, alice: Person, world: World, kettles: Campaign, mine: Pledge
) -> None:
    pledge(world, kettles, 1, 1000, person=alice, now=timezone.now())
    never = make_campaign(world, [(99, 4000)], now=timezone.now())
    pledge(world, never, 1, person=alice, now=timezone.now())
    for campaign in (kettles, never):
        finish(campaign)
    page = text(signed_in.get("/my/clusts/?tab=closed"))
    assert "The final price is €50.00 a unit, the same for everybody" in page
    assert "Closed without you" in page
    assert "Nobody pays anything" in page


def test_an_order_of_which_nothing_is_left_says_so(
    signed_in: Client, alice: Person, world: World, kettles: Campaign, mine: Pledge
) -> None:
    pledge(world, kettles, 2, now=timezone.now())
    finish(kettles)
    order = Order.objects.get(allotment__pledge=mine)
    over = timezone.now() + WEEK + timedelta(days=1)
    cancel(order=order, units=1, goods_gross_cents=5000, cause=Cause.RETRACTED, key="a", now=over)
    assert "Nothing is left of your order" not in text(signed_in.get("/my/clusts/?tab=closed"))
    cancel(order=order, units=2, goods_gross_cents=10000, cause=Cause.RETRACTED, key="b", now=over)
    page = text(signed_in.get("/my/clusts/?tab=closed"))
    assert "Nothing is left of your order" in page
    assert "See my order" in page


def test_three_pledges_cost_as_many_queries_as_one(
    signed_in: Client,
    alice: Person,
    world: World,
    mine: Pledge,
    count: Callable[[Client, str], int],
) -> None:
    one = count(signed_in, "/my/clusts/")
    for _ in range(2):
        pledge(world, make_campaign(world, now=timezone.now()), person=alice, now=timezone.now())
    assert count(signed_in, "/my/clusts/") == one


def test_many_pledges_come_in_pages(
    signed_in: Client, alice: Person, world: World, kettles: Campaign
) -> None:
    for _ in range(12):
        pledge(world, kettles, person=alice, now=timezone.now())
    assert "Page 1 of 2" in text(signed_in.get("/my/clusts/"))


def test_other_peoples_things_are_not_there(
    signed_in: Client, world: World, kettles: Campaign
) -> None:
    theirs = pledge(world, kettles, person=make_person(), now=timezone.now())
    gone = withdraw_pledge(pledge=theirs, now=timezone.now())
    paths = [
        f"/pledges/{theirs.pk}/{page}"
        for page in ("", "withdrawal/", "maximum/", "renewal/", "address/")
    ]
    for path in [*paths, f"/withdrawals/{gone.pk}/", "/orders/1/"]:
        assert signed_in.get(path).status_code == 404
        assert signed_in.post(path).status_code in (404, 405)


# Taking back


def test_a_pledge_is_taken_back_in_two_steps_with_a_receipt(
    signed_in: Client, mine: Pledge
) -> None:
    path = f"/pledges/{mine.pk}/withdrawal/"
    assert "How many do you take back?" in text(signed_in.get(path))
    confirm = text(signed_in.get(path, {"units": 2}))
    assert "Withdraw from the contract here" in confirm
    assert "Confirm the withdrawal" in confirm
    assert not Withdrawal.objects.exists()
    key = uuid4()
    answers = [signed_in.post(path, {"units": 2, "key": key}) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    receipt = text(signed_in.get(answers[0]["Location"]))
    assert "Units taken back 2" in receipt
    assert "Left 1" in receipt


@pytest.mark.parametrize("units", ["0", "-1", "4", "1.5", "all", "9" * 40])
def test_one_takes_back_no_more_than_there_is(signed_in: Client, mine: Pledge, units: str) -> None:
    path = f"/pledges/{mine.pk}/withdrawal/"
    assert signed_in.post(path, {"units": units}).status_code == 400
    assert signed_in.get(path, {"units": units}).status_code == 400
    assert not Withdrawal.objects.exists()


def test_after_the_close_nothing_is_changed_here(
    signed_in: Client, kettles: Campaign, mine: Pledge
) -> None:
    finish(kettles)
    for page in ("withdrawal", "maximum", "renewal"):
        answer = signed_in.post(f"/pledges/{mine.pk}/{page}/", {"units": 1})
        assert answer.status_code == 410
    assert "can no longer be changed" in text(answer)
    assert not Withdrawal.objects.exists()


# Changing


def test_the_maximum_can_be_raised(
    signed_in: Client, alice: Person, world: World, kettles: Campaign
) -> None:
    waiting = pledge(world, kettles, 2, 3000, person=alice, now=timezone.now())
    path = f"/pledges/{waiting.pk}/maximum/"
    assert "Order with obligation to pay" in text(signed_in.get(path))
    answer = signed_in.post(path, {"maximum": "52", "shown": 5000, "key": uuid4()})
    raised = Pledge.objects.with_left().get(pk=answer["Location"].split("/")[2])
    assert (raised.maximum_gross_cents, raised.left) == (5200, 2)
    assert Pledge.objects.with_left().get(pk=waiting.pk).left == 0


def test_a_maximum_is_only_ever_raised(signed_in: Client, mine: Pledge) -> None:
    path = f"/pledges/{mine.pk}/maximum/"
    for wrong in ("40", "cheap", ""):
        answer = signed_in.post(path, {"maximum": wrong, "shown": 5000, "key": uuid4()})
        assert answer.status_code == 400
    assert not Withdrawal.objects.exists()


def test_a_later_close_needs_a_new_yes(signed_in: Client, alice: Person, world: World) -> None:
    campaign = make_campaign(world, [(50, 4000)], now=timezone.now())
    waits = pledge(world, campaign, 2, person=alice, now=timezone.now())
    extend_campaign(
        campaign=campaign, closes_at=campaign.closes_at + WEEK, person=None, now=timezone.now()
    )
    assert "Later close: say yes" in text(signed_in.get("/my/clusts/"))
    path = f"/pledges/{waits.pk}/renewal/"
    assert "You are not bound to the new date" in text(signed_in.get(path))
    assert not Renewal.objects.exists()
    assert signed_in.post(path).status_code == 302
    assert Renewal.objects.get().pledge == waits
    assert "Later close: say yes" not in text(signed_in.get("/my/clusts/"))


def test_an_open_pledge_can_go_elsewhere(
    signed_in: Client, alice: Person, world: World, kettles: Campaign
) -> None:
    here, there = make_address(alice), make_address(alice)
    mine = ordered(order(signed_in, kettles, world.parcel, address=here.pk))
    path = f"/pledges/{mine.pk}/address/"
    assert "Lyon" in text(signed_in.get(path))
    assert signed_in.post(path, {"address": there.pk}).status_code == 302
    assert Pledge.objects.get().address == there
    stranger = make_address(make_person())
    assert signed_in.post(path, {"address": stranger.pk}).status_code == 400
    assert Pledge.objects.get().address == there


# Orders


def test_an_order_shows_what_it_costs_and_what_it_saved(
    signed_in: Client, alice: Person, world: World
) -> None:
    ReferencePrice.objects.create(
        product=world.kettle, gross_cents=8000, source="magasin", seen_on="2026-02-01"
    )
    campaign = make_campaign(world, now=timezone.now())
    pledge(world, campaign, 6, person=alice, now=timezone.now())
    finish(campaign)
    page = signed_in.get("/my/clusts/?tab=closed")
    assert "€210.00 saved so far" in text(page)
    page = text(signed_in.get(f"/orders/{Order.objects.get().pk}/"))
    assert "Total with tax €270.00" in page
    assert "€35.00 less a unit" in page


def test_units_given_up_saved_nothing(signed_in: Client, alice: Person, world: World) -> None:
    ReferencePrice.objects.create(
        product=world.kettle, gross_cents=8000, source="magasin", seen_on="2026-02-01"
    )
    campaign = make_campaign(world, now=timezone.now())
    pledge(world, campaign, 6, person=alice, now=timezone.now())
    finish(campaign)
    order = Order.objects.get()
    cancel(
        order=order,
        cause="retracted",
        units=2,
        goods_gross_cents=2 * order.unit_gross_cents,
        delivery_gross_cents=0,
        key="two",
        now=timezone.now(),
    )
    assert "€140.00 saved so far" in text(signed_in.get("/my/clusts/?tab=closed"))


def test_orders_come_as_a_table(
    signed_in: Client, alice: Person, world: World, kettles: Campaign, mine: Pledge
) -> None:
    world.kettle.name_en = "=HYPERLINK(1)"
    world.kettle.save()
    finish(kettles)
    lines = table_of(signed_in)
    assert lines[0].startswith("Order,Day,Product")
    assert ",'=HYPERLINK(1),,3,50.00,0.00,0.00,150.00,EUR" in lines[1]
    assert len(lines) == 2
    signed_in.cookies["django_language"] = "fr"
    assert ";3;50,00;0,00;0,00;150,00;EUR" in table_of(signed_in)[1]


def table_of(client: Client) -> list[str]:
    answer = client.get("/my/orders.csv")
    return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
