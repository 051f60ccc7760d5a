"""The staff roll of a community: lists taken in, faults told, numbers that cannot be guessed."""

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from clust.people.models import Person
from clust.storefronts.actions.admitting import admit
from clust.storefronts.actions.roll import (
    AlreadyTaken,
    ClaimedByOther,
    HasFaults,
    HasNumber,
    NotOnRoll,
    TooManyTries,
    WouldEndOthers,
    claim_by_address,
    claim_entry,
    claim_on_paper,
    difference,
    drop_roll_list,
    entry_of,
    erase_roll,
    export_roll,
    forget_former,
    read_roll_list,
    recognise_on_paper,
    take_roll_list,
)
from clust.storefronts.models import Admission, RollClaim, RollEntry, RollLine, RollList
from clust.storefronts.roll_file import NotARoll, open_roll
from tests.world import DAY, World, make_person, make_world

pytestmark = pytest.mark.django_db

HEAD = "Matricule;Nom;Prénom;E-mail;Année de naissance;Catégorie;Foyer;Entrée;Sortie\n"
ALICE = "A1;Martin;Alice;alice@usine.example;1985;Cadre;F1;01/02/2020;\n"
BOB = "B2;Petit;Bob;;12/05/1990;Ouvrier;;;\n"


@pytest.fixture
def world() -> World:
    return make_world()


def read(world: World, text: str, encoding: str = "utf-8") -> RollList:
    return read_roll_list(
        world.storefront,
        file=BytesIO(text.encode(encoding)),
        file_name="staff.csv",
        person=None,
        now=DAY,
    )


def take(kept: RollList, *, good_only: bool = False, end: int | None = None) -> tuple[int, ...]:
    done = take_roll_list(kept, person=None, good_only=good_only, end_missing=end, now=DAY)
    return done.added, done.changed, done.ended


def faults(kept: RollList) -> list[tuple[int, str]]:
    return list(kept.lines.exclude(fault="").order_by("line").values_list("line", "fault"))


def numbers(world: World) -> list[str]:
    standing = RollEntry.objects.standing(DAY.date()).filter(storefront=world.storefront)
    return list(standing.order_by("number").values_list("number", flat=True))


# Reading


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_a_list_is_read_as_spreadsheets_save_it(
    world: World, encoding: str, separator: str
) -> None:
    kept = read(world, (HEAD + ALICE + BOB).replace(";", separator), encoding)
    assert (kept.good, kept.bad) == (2, 0)
    take(kept)
    alice = RollEntry.objects.get(number="A1")
    assert (alice.name, alice.email) == ("Alice Martin", "alice@usine.example")
    assert alice.birth_year == 1985
    assert (alice.category, alice.household, str(alice.begins_on)) == ("Cadre", "F1", "2020-02-01")
    assert RollEntry.objects.get(number="B2").birth_year == 1990


def test_english_headings_are_known_too(world: World) -> None:
    kept = read(
        world, "Staff number,Name,E-mail address,Birth year,Until\nA1,Ann,,1980,2026-12-31\n"
    )
    assert sorted(kept.columns) == ["birth_year", "email", "ends_on", "name", "number"]


@pytest.mark.parametrize("junk", ["", "no headings\n1;2\n", "PK\x03\x04zip", "Nom;Prénom\nA;B\n"])
def test_what_is_no_list_is_refused_whole(junk: str) -> None:
    with pytest.raises(NotARoll):
        open_roll(BytesIO(junk.encode()))


def test_every_bad_line_is_listed_with_its_number_and_reason(world: World) -> None:
    lines = [
        "A1;Martin;Alice;alice@usine.example;1985;;;;",
        ";Sans;Numéro;;;;;;",
        "a1;Encore;Alice;;;;;;",
        "C3;Faux;Mail;not an address;;;;;",
        "",
        "D4;Faux;Jour;;;;;32/01/2020;",
        "E5;Ordre;Jours;;;;;02/01/2020;01/01/2020",
        "F6;Faux;Naissance;;85;;;;",
        "G7;" + "x" * 121 + ";;;;;;;",
        'H8;"ouvert;;;;;;;',
        "I9;Bon;Ici;;1970;;;;",
    ]
    kept = read(world, HEAD + "\n".join(lines))
    assert faults(kept) == [
        (3, "no_number"),
        (4, "twice"),
        (5, "email"),
        (7, "day"),
        (8, "days"),
        (9, "birth_year"),
        (10, "too_long"),
        (11, "unreadable"),
    ]
    assert kept.good == 2


def test_one_broken_character_spoils_one_line_only(world: World) -> None:
    data = (HEAD + ALICE + "Z9;É;\n").encode() + b"B2;\xff\xfe;Bob\n"
    kept = read_roll_list(world.storefront, file=BytesIO(data), file_name="x", person=None, now=DAY)
    assert faults(kept) == [(4, "unreadable")]
    take(kept, good_only=True)
    assert RollEntry.objects.get(number="Z9").name == "É"


# Taking in


def test_nothing_is_written_before_a_list_is_taken_in(world: World) -> None:
    kept = read(world, HEAD + ALICE + BOB)
    assert difference(kept) == (2, 0, 0, 0)
    assert numbers(world) == []


def test_a_list_with_faults_is_taken_only_where_the_good_lines_are_chosen(world: World) -> None:
    kept = read(world, HEAD + ALICE + ";Sans;Numéro\n")
    with pytest.raises(HasFaults):
        take(kept)
    assert numbers(world) == []
    assert take(kept, good_only=True) == (1, 0, 0)


def test_a_list_is_taken_in_once(world: World) -> None:
    kept = read(world, HEAD + ALICE)
    take(kept)
    with pytest.raises(AlreadyTaken):
        take(kept)


def test_the_same_list_again_changes_nothing(world: World) -> None:
    take(read(world, HEAD + ALICE + BOB))
    again = read(world, HEAD + ALICE + BOB)
    assert difference(again) == (0, 0, 2, 0)
    assert take(again) == (0, 0, 0)


def test_those_missing_from_a_new_list_are_ended_after_confirmation(world: World) -> None:
    take(read(world, HEAD + ALICE + BOB))
    kept = read(world, HEAD + ALICE)
    assert difference(kept).missing == 1
    with pytest.raises(WouldEndOthers):
        take(kept, end=7)
    assert take(kept, end=1) == (0, 0, 1)
    assert numbers(world) == ["A1"]
    assert RollEntry.objects.get(number="B2").ended_at == DAY


def test_without_confirmation_those_missing_stay(world: World) -> None:
    take(read(world, HEAD + ALICE + BOB))
    take(read(world, HEAD + ALICE))
    assert numbers(world) == ["A1", "B2"]


def test_nobody_is_ended_for_a_slip_on_their_line(world: World) -> None:
    take(read(world, HEAD + ALICE + BOB))
    kept = read(world, HEAD + ALICE + "B2;Petit;Bob;oops;;;;;\n")
    assert difference(kept).missing == 0
    take(kept, good_only=True, end=0)
    assert numbers(world) == ["A1", "B2"]


def test_whoever_comes_back_is_the_same_entry(world: World) -> None:
    take(read(world, HEAD + ALICE + BOB))
    before = RollEntry.objects.get(number="B2").pk
    take(read(world, HEAD + ALICE), end=1)
    assert take(read(world, HEAD + ALICE + BOB)) == (0, 1, 0)
    assert RollEntry.objects.standing(DAY.date()).get(number="B2").pk == before


def test_what_a_list_does_not_speak_of_stays(world: World) -> None:
    take(read(world, HEAD + ALICE))
    assert take(read(world, "Matricule;Catégorie\nA1;Retraité\n")) == (0, 1, 0)
    alice = RollEntry.objects.get(number="A1")
    assert (alice.category, alice.email) == ("Retraité", "alice@usine.example")


def test_good_lines_are_let_go_once_taken_and_all_when_dropped(world: World) -> None:
    kept = read(world, HEAD + ALICE + ";Sans;Numéro\n")
    take(kept, good_only=True)
    assert list(RollLine.objects.values_list("fault", flat=True)) == ["no_number"]
    assert not RollList.objects.due_to_drop(DAY).exists()
    assert RollList.objects.due_to_drop(DAY + timedelta(days=1)).get() == kept
    drop_roll_list(kept, now=DAY)
    assert not RollLine.objects.exists()
    assert not RollList.objects.due_to_drop(DAY + timedelta(days=9)).exists()


@pytest.mark.parametrize(
    "staff", [5_000, pytest.param(100_000, marks=pytest.mark.load)], ids=["some", "all"]
)
def test_a_hundred_thousand_staff_are_read_and_taken_in_seconds(world: World, staff: int) -> None:
    text = HEAD + "".join(lines_of(staff))
    told: list[int] = []
    begun = time.perf_counter()
    kept = read_roll_list(
        world.storefront,
        file=BytesIO(text.encode("cp1252")),
        file_name="staff.csv",
        person=None,
        now=DAY,
        told=told.append,
    )
    assert difference(kept).added == kept.good
    take(kept, good_only=True)
    took = time.perf_counter() - begun
    assert (kept.good, kept.bad) == (staff * 999 // 1000, staff // 1000)
    assert RollEntry.objects.count() == kept.good
    assert told == [*range(1_000, staff + 1, 1_000), staff]
    assert took < 30, f"{took:.1f} s"


def lines_of(staff: int) -> Iterable[str]:
    for number in range(staff):
        email = "oops" if number % 1000 == 500 else f"n{number}@usine.example"
        yield f"M{number};Été;Zoé;{email};1980;Cadre;F{number // 2};;\n"


# Proving a number


def on_roll(world: World) -> RollEntry:
    take(read(world, HEAD + ALICE))
    return RollEntry.objects.get(number="A1")


def claim(world: World, person: object, number: str = "A1", year: str = "1985") -> RollClaim:
    return claim_entry(
        storefront=world.storefront,
        person=person,
        number=number,
        birth_year=year,
        now=DAY,  # type: ignore[arg-type]
    )


def test_a_number_and_the_year_of_birth_prove_who_one_is(world: World) -> None:
    entry, alice = on_roll(world), make_person()
    assert claim(world, alice, " a1 ").entry == entry
    assert claim(world, alice).pk == claim(world, alice).pk
    assert entry_of(storefront=world.storefront, person=alice, now=DAY) == entry


def test_a_confirmed_address_proves_it_too_and_an_unconfirmed_does_not(world: World) -> None:
    on_roll(world)
    alice = make_person()
    mail = EmailAddress.objects.create(user=alice, email="Alice@usine.example", verified=False)
    with pytest.raises(NotOnRoll):
        claim(world, alice, year="")
    mail.verified = True
    mail.save()
    assert claim(world, alice, year="").person == alice


def test_another_confirmed_address_does_not_make_an_unconfirmed_one_proof(world: World) -> None:
    on_roll(world)
    mallory = with_address("mallory@usine.example")
    EmailAddress.objects.create(user=mallory, email="alice@usine.example", verified=False)
    with pytest.raises(NotOnRoll):
        claim(world, mallory, year="")


def test_a_number_cannot_be_guessed(world: World) -> None:
    on_roll(world)
    mallory = make_person()
    for year in range(1980, 1985):
        with pytest.raises(NotOnRoll):
            claim(world, mallory, year=str(year))
    with pytest.raises(TooManyTries):
        claim(world, mallory, year="1985")
    later = DAY + timedelta(days=1)
    assert claim_entry(
        storefront=world.storefront, person=mallory, number="A1", birth_year="1985", now=later
    )


def test_numbers_cannot_be_gone_through_with_one_year(world: World) -> None:
    on_roll(world)
    mallory = make_person()
    for number in ("X1", "X2", "X3", "X4", "X5"):
        with pytest.raises(NotOnRoll):
            claim(world, mallory, number)
    with pytest.raises(TooManyTries):
        claim(world, mallory)
    assert claim(world, make_person())


def test_a_person_is_one_entry(world: World) -> None:
    take(read(world, HEAD + ALICE + BOB))
    alice = make_person()
    claim(world, alice)
    with pytest.raises(HasNumber):
        claim(world, alice, "B2", "1990")


def test_an_entry_without_anything_to_prove_it_is_nobodys(world: World) -> None:
    take(read(world, "Matricule\nA1\n"))
    for year in ("", "0", "None"):
        with pytest.raises(NotOnRoll):
            claim(world, make_person(), year=year)


def test_an_entry_is_one_persons(world: World) -> None:
    on_roll(world)
    claim(world, make_person())
    with pytest.raises(ClaimedByOther):
        claim(world, make_person())


def test_whoever_is_gone_proves_nothing_any_more(world: World) -> None:
    on_roll(world)
    alice = make_person()
    claim(world, alice)
    take(read(world, HEAD + BOB), end=1)
    assert entry_of(storefront=world.storefront, person=alice, now=DAY) is None
    with pytest.raises(NotOnRoll):
        claim(world, alice)


def test_whoever_is_gone_belongs_no_more(world: World) -> None:
    on_roll(world)
    alice = make_person()
    claim(world, alice)
    told = {"storefront": world.storefront, "person": alice, "how": "roll", "now": DAY}
    admission = admit(**told)  # type: ignore[arg-type]
    take(read(world, HEAD + BOB), end=1)
    admission.refresh_from_db()
    assert not admission.open
    take(read(world, HEAD + ALICE))
    assert admit(**told).open  # type: ignore[arg-type]


def test_whose_last_day_is_over_belongs_no_more(world: World) -> None:
    entry, alice = on_roll(world), make_person()
    claim(world, alice)
    admit(storefront=world.storefront, person=alice, how="roll", now=DAY)
    RollEntry.objects.filter(pk=entry.pk).update(ends_on=DAY.date())
    assert not Admission.objects.due_to_leave_roll(DAY).exists()
    assert Admission.objects.due_to_leave_roll(DAY + timedelta(days=1)).exists()


def test_a_person_is_shown_their_entry_and_forgotten(world: World) -> None:
    on_roll(world)
    alice = make_person()
    claim(world, alice)
    assert export_roll(alice)[0]["number"] == "A1"
    assert erase_roll(alice, now=DAY) == 1
    assert export_roll(alice) == []


def test_who_left_four_years_ago_has_no_name_any_more(world: World) -> None:
    take(read(world, HEAD + ALICE + BOB))
    take(read(world, HEAD + BOB), end=1)
    assert forget_former(now=DAY + timedelta(days=4 * 365)) == 0
    late = DAY + timedelta(days=4 * 366 + 1)
    assert [forget_former(now=late) for _ in range(2)] == [1, 0]
    gone, bob = RollEntry.objects.exclude(ended_at=None).get(), RollEntry.objects.get(ended_at=None)
    assert (gone.name, gone.email, gone.birth_year, gone.household) == ("", "", None, "")
    assert gone.number == f"former-{gone.pk}"
    assert bob.number == "B2"
    take(read(world, HEAD + ALICE + BOB))
    assert numbers(world) == ["A1", "B2"]


# Known by an address


def by_address(world: World, person: Person) -> str | None:
    claim = claim_by_address(storefront=world.storefront, person=person, now=DAY)
    return claim.entry.number if claim else None


def with_address(email: str, *, verified: bool = True) -> Person:
    person = make_person()
    EmailAddress.objects.create(user=person, email=email, verified=verified, primary=True)
    return person


def test_a_confirmed_address_on_the_roll_is_enough(world: World) -> None:
    take(read(world, HEAD + ALICE + BOB))
    alice = with_address("Alice@Usine.example")
    assert by_address(world, alice) == "A1"
    known = entry_of(storefront=world.storefront, person=alice, now=DAY)
    assert known
    assert known.number == "A1"
    assert by_address(world, alice) is None


def test_one_that_is_not_confirmed_is_not(world: World) -> None:
    take(read(world, HEAD + ALICE))
    assert by_address(world, with_address("alice@usine.example", verified=False)) is None


def test_an_address_that_two_share_tells_nobody_apart(world: World) -> None:
    take(read(world, HEAD + ALICE + ALICE.replace("A1", "A3")))
    assert by_address(world, with_address("alice@usine.example")) is None


def test_a_number_that_somebody_proved_stays_theirs(world: World) -> None:
    take(read(world, HEAD + ALICE))
    told = {"storefront": world.storefront, "number": "A1", "birth_year": "1985", "now": DAY}
    claim_entry(person=make_person(), **told)
    assert by_address(world, with_address("alice@usine.example")) is None


# On paper


def recognised(
    world: World, by: Person, number: str = "A1", year: str = "1985", now: datetime = DAY
) -> RollEntry:
    return recognise_on_paper(
        storefront=world.storefront, number=number, birth_year=year, entered_by=by, now=now
    )


def on_paper(world: World, by: Person, person: Person | None = None) -> RollClaim:
    entry = recognised(world, by)
    return claim_on_paper(entry=entry, person=person or make_person(), entered_by=by, now=DAY)


def test_who_signs_a_form_is_known_by_number_and_year(world: World) -> None:
    entry, organiser, marcelle = on_roll(world), make_person(), make_person()
    made = on_paper(world, organiser, marcelle)
    assert (made.entry, made.person, made.entered_by) == (entry, marcelle, organiser)
    assert entry_of(storefront=world.storefront, person=marcelle, now=DAY) == entry
    assert entry_of(storefront=world.storefront, person=organiser, now=DAY) is None


def test_an_organisers_own_address_proves_nobody_else(world: World) -> None:
    on_roll(world)
    with pytest.raises(NotOnRoll):
        recognised(world, with_address("alice@usine.example"), year="")


def test_wrong_answers_count_for_who_enters_them_wherever_they_are_given(world: World) -> None:
    take(read(world, HEAD + ALICE + BOB))
    organiser = make_person()
    for number in ("X1", "X2", "X3"):
        with pytest.raises(NotOnRoll):
            recognised(world, organiser, number)
    for number in ("X4", "X5"):
        with pytest.raises(NotOnRoll):
            claim(world, organiser, number)
    with pytest.raises(TooManyTries):
        recognised(world, organiser)
    with pytest.raises(TooManyTries):
        claim(world, organiser)
    assert recognised(world, make_person(), "B2", "1990")


def test_a_number_guessed_at_rests_on_paper_too(world: World) -> None:
    on_roll(world)
    for year in range(1980, 1985):
        with pytest.raises(NotOnRoll):
            recognised(world, make_person(), year=str(year))
    with pytest.raises(TooManyTries):
        recognised(world, make_person())
    assert recognised(world, make_person(), now=DAY + timedelta(days=1))


def test_a_number_of_somebody_with_an_account_is_refused(world: World) -> None:
    entry, organiser = on_roll(world), make_person()
    claim(world, make_person())
    with pytest.raises(ClaimedByOther):
        recognised(world, organiser)
    with pytest.raises(ClaimedByOther):
        claim_on_paper(entry=entry, person=make_person(), entered_by=organiser, now=DAY)


def test_the_next_form_of_the_same_buyer_takes_its_place(world: World) -> None:
    entry = on_roll(world)
    first, second = make_person(), make_person()
    on_paper(world, make_person(), first)
    on_paper(world, make_person(), second)
    assert RollClaim.objects.get(entry=entry).person == second
    assert entry_of(storefront=world.storefront, person=first, now=DAY) is None


def test_what_was_entered_on_paper_gives_way_to_their_own_account(world: World) -> None:
    entry = on_roll(world)
    on_paper(world, make_person())
    alice = make_person()
    made = claim(world, alice)
    assert (made.entry, made.person, made.entered_by) == (entry, alice, None)
    with pytest.raises(ClaimedByOther):
        on_paper(world, make_person())


def test_a_confirmed_address_comes_before_a_form(world: World) -> None:
    on_roll(world)
    on_paper(world, make_person())
    assert by_address(world, with_address("alice@usine.example")) == "A1"


def test_who_left_meanwhile_is_not_linked(world: World) -> None:
    on_roll(world)
    organiser = make_person()
    entry = recognised(world, organiser)
    take(read(world, HEAD + BOB), end=1)
    with pytest.raises(NotOnRoll):
        claim_on_paper(entry=entry, person=make_person(), entered_by=organiser, now=DAY)


def test_nobody_enters_a_form_about_themselves(world: World) -> None:
    on_roll(world)
    organiser = make_person()
    with pytest.raises(IntegrityError), transaction.atomic():
        on_paper(world, organiser, organiser)
