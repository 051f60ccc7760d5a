"""What is left of a private clust when somebody is forgotten."""

import pytest

from clust.campaigns.actions.holding import confirm_hold
from clust.campaigns.models import Gate
from clust.gatherings.actions.leaving import erase_gatherings, export_gatherings
from clust.gatherings.actions.papering import withdraw_on_paper
from clust.gatherings.actions.starting import appoint_host
from clust.gatherings.models import Acceptance, GatheringEnd, Host, PaperForm
from clust.supply.actions.receiving import may_hand_out
from clust.wallet.models import Card
from clust.web.shop import archive
from tests.gatherings.story import TEN_DAYS, come, join, named, sign, start
from tests.world import DAY, World, make_card, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def test_one_that_nobody_else_organises_is_called_off(world: World) -> None:
    gathering = start(world)
    join(gathering, named("Bruno"))
    assert erase_gatherings(gathering.founder, now=DAY) == 1
    assert GatheringEnd.objects.get().pledges == 1
    assert not Gate.objects.get().open
    assert not may_hand_out(gathering.founder, gathering.place.pk)


def test_one_that_somebody_else_organises_goes_on(world: World) -> None:
    gathering, bruno = start(world), named("Bruno")
    come(gathering, bruno)
    appoint_host(gathering=gathering, by=gathering.founder, person=bruno, now=DAY)
    erase_gatherings(gathering.founder, now=DAY)
    assert Gate.objects.get().open
    assert Host.objects.get(open=True).person == bruno


def test_one_whose_time_is_over_is_not_called_off(world: World) -> None:
    gathering = start(world)
    erase_gatherings(gathering.founder, now=DAY + TEN_DAYS)
    assert not GatheringEnd.objects.exists()


def test_everything_about_a_person_is_handed_out(world: World) -> None:
    gathering, bruno = start(world), named("Bruno")
    come(gathering, bruno)
    assert export_gatherings(gathering.founder)["organised"][0]["name"] == "Le club de go"
    assert len(export_gatherings(bruno)["came_into"]) == 1
    Acceptance.objects.update(shows_name=True)
    erase_gatherings(bruno, now=DAY)
    assert not Acceptance.objects.get().shows_name


def test_a_card_that_carries_a_paper_stays_until_it_is_paid(world: World) -> None:
    gathering, bruno = start(world), named("Bruno")
    come(gathering, bruno)
    appoint_host(gathering=gathering, by=gathering.founder, person=bruno, now=DAY)
    card = make_card(gathering.founder)
    paper = sign(gathering, by_transfer=False)
    confirm_hold(hold=paper.hold, card=card, ref="checked", now=DAY)
    with pytest.raises(archive.StillBound):
        archive.leave(gathering.founder, now=DAY)
    withdraw_on_paper(
        paper=PaperForm.objects.get(), entered_by=bruno, signed_on=DAY.date(), units=None, now=DAY
    )
    archive.leave(gathering.founder, now=DAY)
    assert not Card.objects.filter(person=gathering.founder, removed_at=None).exists()
