"""Taking another variant while the clust is open."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from clust.campaigns.actions.holding import confirm_hold
from clust.campaigns.models import Campaign, Mandate, Pledge
from clust.people.models import Person
from clust.sourcing.models import Variant
from tests.web.shop.pages import text
from tests.web.shop.test_holding import on_site
from tests.world import World, hold, make_campaign, make_card, make_person, make_product, pledge


def bears(world: World, *, asks_for_card: bool) -> Campaign:
    """A clust on bears, white or, for 3.00 more, black."""
    product = make_product(world.supplier, name="Ours", variants=("blanc", "noir"))
    Variant.objects.filter(name_fr="noir").update(surcharge_gross_cents=300)
    return make_campaign(world, product=product, now=timezone.now(), asks_for_card=asks_for_card)


def change(client: Client, old: Pledge, variant: object, key: object = "") -> str:
    data = {"variant": str(variant), "key": str(key or uuid4())}
    answer = client.post(f"/pledges/{old.pk}/variant/", data)
    assert answer.status_code == 302, text(answer)
    return on_site(answer)


def test_another_variant_is_a_new_pledge(signed_in: Client, alice: Person, world: World) -> None:
    campaign = bears(world, asks_for_card=False)
    old = pledge(world, campaign, 2, person=alice, now=timezone.now())
    black = Variant.objects.get(name_fr="noir")
    assert "At most €106.00" in text(signed_in.get(f"/pledges/{old.pk}/variant/"))
    key = uuid4()
    first, again = (change(signed_in, old, black.pk, key) for _ in range(2))
    new = Pledge.objects.with_left().latest("pk")
    assert first == again == f"/pledges/{new.pk}/"
    assert (new.variant, new.left, new.maximum_gross_cents) == (black, 2, 5000)
    assert Pledge.objects.with_left().get(pk=old.pk).left == 0


def test_where_a_card_is_asked_for_the_new_amount_is_confirmed(
    signed_in: Client, alice: Person, world: World
) -> None:
    campaign = bears(world, asks_for_card=True)
    choice = hold(world, campaign, 2, person=alice, now=timezone.now())
    card = make_card(alice, now=timezone.now())
    old = confirm_hold(hold=choice, card=card, now=timezone.now()).pledge
    assert old
    black = Variant.objects.get(name_fr="noir")
    on = on_site(signed_in.get(change(signed_in, old, black.pk)))
    new = Pledge.objects.latest("pk")
    assert on == f"/pledges/{new.pk}/"
    assert (new.variant, Mandate.objects.get(pledge=new).most_gross_cents) == (black, 10_600)


@pytest.mark.parametrize("which", ["same", "foreign", "none", "nonsense"])
def test_no_other_variant_is_asked_again(
    signed_in: Client, alice: Person, world: World, which: str
) -> None:
    campaign = bears(world, asks_for_card=False)
    old = pledge(world, campaign, person=alice, now=timezone.now())
    foreign = world.kettle.variants.all()[0].pk
    asked = {"same": old.variant_id, "foreign": foreign, "none": "", "nonsense": "rouge"}[which]
    answer = signed_in.post(f"/pledges/{old.pk}/variant/", {"variant": asked})
    assert answer.status_code == 400
    assert Pledge.objects.with_left().get().left == 1


def test_somebody_elses_pledge_is_not_there(signed_in: Client, world: World) -> None:
    campaign = bears(world, asks_for_card=False)
    theirs = pledge(world, campaign, person=make_person(), now=timezone.now())
    assert signed_in.get(f"/pledges/{theirs.pk}/variant/").status_code == 404
