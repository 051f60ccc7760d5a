"""Tribes: people who want things together."""

import pytest

from clust.storefronts.actions.tribes import (
    MOST_FOUNDED,
    AlreadyEnded,
    NameTaken,
    NoReason,
    NotInvited,
    NotOrganiser,
    OrganiserStays,
    OtherTribe,
    ShownOut,
    TooManyTribes,
    end_membership,
    erase_tribes,
    export_tribes,
    found_tribe,
    hand_over,
    join_tribe,
    let_in,
    show_out,
)
from clust.storefronts.models import Membership, MembershipEnd, Tribe
from tests.world import DAY, World, make_person, make_world

pytestmark = pytest.mark.django_db
LEFT = MembershipEnd.Cause.LEFT


@pytest.fixture
def world() -> World:
    return make_world()


def found(world: World, name: str = "Rue des Lilas", **facts: object) -> Tribe:
    given = {"person": make_person(), "words": "", "is_open": True, "now": DAY} | facts
    return found_tribe(storefront=world.storefront, name=name, **given)  # type: ignore[arg-type]


def organisers(tribe: Tribe) -> list[int]:
    rows = Membership.objects.standing().filter(tribe=tribe, organises=True)
    return list(rows.values_list("person", flat=True))


def test_whoever_founds_a_tribe_organises_it(world: World) -> None:
    tribe = found(world)
    assert organisers(tribe) == [tribe.founder_id]


def test_a_name_is_taken_once_however_it_is_written(world: World) -> None:
    found(world)
    with pytest.raises(NameTaken):
        found(world, "rue des lilas")


def test_nobody_founds_more_than_ten(world: World) -> None:
    anne = make_person()
    for number in range(MOST_FOUNDED):
        found(world, f"Tribu {number}", person=anne)
    with pytest.raises(TooManyTribes):
        found(world, "Une de plus", person=anne)


def test_joining_twice_is_once(world: World) -> None:
    tribe, anne = found(world), make_person()
    first, second = (join_tribe(tribe=tribe, person=anne, invited=False, now=DAY) for _ in "ab")
    assert first == second


def test_into_a_closed_tribe_comes_who_is_invited(world: World) -> None:
    tribe, anne = found(world, is_open=False), make_person()
    with pytest.raises(NotInvited):
        join_tribe(tribe=tribe, person=anne, invited=False, now=DAY)
    assert join_tribe(tribe=tribe, person=anne, invited=True, now=DAY).open


def test_where_the_organiser_leaves_the_oldest_member_follows(world: World) -> None:
    tribe, anne = found(world), make_person()
    join_tribe(tribe=tribe, person=anne, invited=False, now=DAY)
    leaving = Membership.objects.get(tribe=tribe, person=tribe.founder)
    end_membership(membership=leaving, cause=LEFT, now=DAY)
    assert organisers(tribe) == [anne.pk]
    with pytest.raises(AlreadyEnded):
        end_membership(membership=leaving, cause=LEFT, now=DAY)


def test_whoever_comes_into_an_empty_tribe_organises_it(world: World) -> None:
    tribe, anne = found(world), make_person()
    end_membership(membership=tribe.memberships.get(), cause=LEFT, now=DAY)
    assert join_tribe(tribe=tribe, person=anne, invited=False, now=DAY).organises


def test_who_leaves_the_shop_leaves_its_tribes(world: World) -> None:
    tribe = found(world)
    assert erase_tribes(tribe.founder, now=DAY) == 1
    assert not Membership.objects.standing().exists()
    (told,) = export_tribes(tribe.founder)
    assert (told["tribe"], told["left"]) == ("Rue des Lilas", DAY.isoformat())


def test_who_is_shown_out_reads_why_and_comes_back_only_let_in(world: World) -> None:
    tribe, anne = found(world), make_person()
    theirs = join_tribe(tribe=tribe, person=anne, invited=False, now=DAY)
    end = show_out(membership=theirs, person=tribe.founder, words="Publicité.", now=DAY)
    assert export_tribes(anne)[0]["shown_out_because"] == "Publicité."
    with pytest.raises(ShownOut):
        join_tribe(tribe=tribe, person=anne, invited=True, now=DAY)
    for _ in range(2):
        let_in(end=end, person=tribe.founder, now=DAY)
    assert join_tribe(tribe=tribe, person=anne, invited=False, now=DAY).open
    erase_tribes(anne, now=DAY)
    end.refresh_from_db()
    assert end.words == "…"


def test_only_organisers_show_out_with_a_reason_and_not_each_other(world: World) -> None:
    tribe, anne, claire = found(world), make_person(), make_person()
    theirs, _ = (
        join_tribe(tribe=tribe, person=one, invited=False, now=DAY) for one in (anne, claire)
    )
    with pytest.raises(NotOrganiser):
        show_out(membership=theirs, person=claire, words="Non.", now=DAY)
    with pytest.raises(NoReason):
        show_out(membership=theirs, person=tribe.founder, words=" ", now=DAY)
    organising = Membership.objects.get(tribe=tribe, person=tribe.founder)
    with pytest.raises(OrganiserStays):
        show_out(membership=organising, person=tribe.founder, words="Moi.", now=DAY)


def test_a_tribe_is_handed_over_or_organised_together(world: World) -> None:
    tribe, anne, claire = found(world), make_person(), make_person()
    first = Membership.objects.get(tribe=tribe)
    second, third = (
        join_tribe(tribe=tribe, person=one, invited=False, now=DAY) for one in (anne, claire)
    )
    hand_over(given=first, taken=second, stays=True, now=DAY)
    assert organisers(tribe) == [tribe.founder_id, anne.pk]
    hand_over(given=second, taken=third, stays=False, now=DAY)
    assert organisers(tribe) == [tribe.founder_id, claire.pk]
    with pytest.raises(NotOrganiser):
        hand_over(given=second, taken=first, stays=False, now=DAY)
    other = Membership.objects.get(tribe=found(world, "Ailleurs"))
    for taken in (other, first):
        with pytest.raises(OtherTribe):
            hand_over(given=first, taken=taken, stays=True, now=DAY)
