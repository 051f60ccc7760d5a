"""What is left of a private clust when somebody is forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile

from clust import flow
from clust.campaigns.actions.holding import confirm_hold
from clust.campaigns.models import Gate
from clust.gatherings.actions.leaving import (
    erase_gatherings,
    export_gatherings,
    forget_old_photos,
)
from clust.gatherings.actions.papering import withdraw_on_paper
from clust.gatherings.actions.starting import appoint_host
from clust.gatherings.models import Acceptance, Gathering, GatheringEnd, Host, PaperForm
from clust.people.models import Erasure
from clust.returns.models import private_files
from clust.supply.actions.receiving import may_hand_out
from clust.wallet.models import Card
from clust.web.parts import archive
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


def pictured(gathering: Gathering, **changes: Any) -> PaperForm:
    return sign(gathering, scan=ContentFile(b"photo", "form.webp"), **changes)


def test_a_photo_is_kept_as_long_as_it_proves_a_contract(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    gathering = start(world)
    ordered, card = pictured(gathering), pictured(gathering, by_transfer=False)
    kept = {paper: paper.scan.name for paper in (ordered, card)}
    assert forget_old_photos(now=DAY + timedelta(days=29)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_old_photos(now=DAY + timedelta(days=31)) == 1
    assert private_files().exists(kept[ordered])
    assert not private_files().exists(kept[card])
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_old_photos(now=DAY + timedelta(days=3654)) == 1
    assert not private_files().exists(kept[ordered])


def test_who_never_ordered_leaves_no_photo(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    paper = pictured(start(world))
    name = paper.scan.name
    with django_capture_on_commit_callbacks(execute=True):
        archive.leave(paper.hold.person, now=DAY)
    paper.refresh_from_db()
    assert not paper.scan
    assert not private_files().exists(name)


def test_who_ordered_leaves_it_with_their_name(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    gathering = start(world)
    paper = pictured(gathering)
    over = DAY + TEN_DAYS + timedelta(hours=1)
    flow.walk(now=over)
    Erasure.objects.create(
        person=paper.hold.person, at=over, keep_until=over.date() + timedelta(days=1)
    )
    with django_capture_on_commit_callbacks(execute=True):
        flow.walk(now=over)
    assert private_files().exists(paper.scan.name)
    with django_capture_on_commit_callbacks(execute=True):
        flow.walk(now=over + timedelta(days=2))
    assert not private_files().exists(paper.scan.name)
