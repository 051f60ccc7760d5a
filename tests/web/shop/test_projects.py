"""Projects in the shop: seen, voted for, asked about, led by their creators."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from clust.campaigns.models import Listing
from clust.commissions.actions.accruing import accrue_royalties
from clust.commissions.actions.stating import state_royalties
from clust.people.models import Person
from clust.web.parts.dots import Dots
from clust.web.parts.projects import projects_with_all, promises_of
from clust.web.shop.projects import rising
from clust.wishes.actions.assigning import offer_rights
from clust.wishes.actions.conversing import ask_question
from clust.wishes.actions.projecting import end_vote, review_project
from clust.wishes.actions.promising import add_milestone
from clust.wishes.models import (
    Backing,
    Hiding,
    Project,
    Question,
    RightsAssignment,
    Vote,
)
from tests.commissions.story import came, sold, won
from tests.web.shop.pages import text
from tests.wishes.projects import proposed, to_vote, votes
from tests.world import World, make_card, make_person


@pytest.fixture
def vote(world: World) -> Vote:
    """A lamp in its vote for a month."""
    now = timezone.now()
    return to_vote(world, now=now, until=now + timedelta(days=30))


@pytest.fixture
def hers(world: World, alice: Person) -> Vote:
    """Alice's own lamp in its vote."""
    now = timezone.now()
    return to_vote(world, person=alice, now=now, until=now + timedelta(days=30))


def idea(**changes: Any) -> dict[str, Any]:
    """What somebody types into the form of an idea."""
    return {
        "title": "Lampe en liège",
        "pitch": "Une lampe qui flotte.",
        "choices": "petite\r\ngrande",
        "guess_gross_cents": "49,00",
        "royalty_cents": "2",
        "goal_units": "30",
        "signed": "Lili",
        "key": str(uuid4()),
    } | changes


def picture() -> SimpleUploadedFile:
    """A picture as a browser sends it."""
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "orange").save(drawn, "PNG")
    return SimpleUploadedFile("idea.png", drawn.getvalue(), "image/png")


def page_of(vote: Vote) -> str:
    """Return the address of a project."""
    return f"/projects/{vote.project_id}/"


# Seeing


def test_the_list_shows_what_is_in_the_vote(client: Client, world: World, vote: Vote) -> None:
    hidden = proposed(world, title="Pas encore vu", now=timezone.now())
    page = text(client.get("/projects/"))
    assert "Lampe en liège" in page
    assert "9 more at €49.00 and it is won" in page
    assert hidden.wish.title not in page
    assert "Lampe" not in text(client.get("/projects/?tab=won"))


def test_the_list_asks_the_same_for_one_and_three(
    client: Client, world: World, vote: Vote, count: Callable[[Client, str], int]
) -> None:
    one = count(client, "/projects/")
    for _ in range(2):
        to_vote(world, now=timezone.now(), until=timezone.now() + timedelta(days=9))
    assert count(client, "/projects/") == one


def test_rising_projects_end_first_come_first(world: World, vote: Vote) -> None:
    now = timezone.now()
    soon = to_vote(world, now=now, until=now + timedelta(days=2))
    assert [one.project.pk for one in rising(world.storefront, now)] == [
        soon.project_id,
        vote.project_id,
    ]


def test_an_idea_is_its_creators_alone_until_it_is_reviewed(
    client: Client, world: World, alice: Person
) -> None:
    project = proposed(world, person=alice, now=timezone.now())
    address = f"/projects/{project.pk}/"
    assert client.get(address).status_code == 404
    client.force_login(make_person(timezone.now()))
    assert client.get(address).status_code == 404
    client.force_login(alice)
    assert "Only you see this page" in text(client.get(address))


def test_a_refused_idea_says_why_to_its_creator(
    signed_in: Client, world: World, alice: Person
) -> None:
    project = proposed(world, person=alice, now=timezone.now())
    review_project(
        project=project, person=make_person(), accepted=False, words="Trop fragile", now=project.at
    )
    assert "Trop fragile" in text(signed_in.get(f"/projects/{project.pk}/"))
    assert Client().get(f"/projects/{project.pk}/").status_code == 404


def test_a_hidden_project_is_gone(client: Client, vote: Vote) -> None:
    Hiding.objects.create(
        wish=vote.project.wish, person=make_person(), reason="illegal", words="x", at=vote.at
    )
    assert client.get(page_of(vote)).status_code == 404
    assert "Lampe" not in text(client.get("/projects/?tab=all"))


def test_another_storefront_does_not_show_it(client: Client, vote: Vote, world: World) -> None:
    from clust.storefronts.models import Domain, Storefront

    other = Storefront.objects.create(slug="b", name="B", seller=world.storefront.seller)
    Domain.objects.create(storefront=other, host="b.example")
    assert client.get(page_of(vote), headers={"host": "b.example"}).status_code == 404


def test_words_of_a_creator_are_never_markup(client: Client, world: World) -> None:
    now = timezone.now()
    bad = to_vote(
        world,
        title="<script>alert(1)</script>",
        pitch="<img src=x onerror=alert(1)>",
        signed="<b>x</b>",
        now=now,
        until=now + timedelta(days=3),
    )
    page = client.get(page_of(bad)).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>x" not in page


# Proposing


def test_an_idea_is_proposed_with_pictures(signed_in: Client, alice: Person, world: World) -> None:
    answer = signed_in.post("/projects/new/", idea(pictures=[picture()]))
    project = Project.objects.get()
    assert answer["Location"] == f"/projects/{project.pk}/"
    assert (project.guess_gross_cents, project.royalty_cents, project.goal_units) == (4900, 200, 30)
    assert (project.signed, project.wish.person) == ("Lili", alice)
    assert project.wish.choices.count() == 2
    assert project.wish.pictures.count() == 1


def test_who_is_not_signed_in_is_asked_to(client: Client, world: World) -> None:
    assert client.get("/projects/new/")["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"guess_gross_cents": "cher"}, "This is not a price"),
        ({"royalty_cents": "60"}, "must be less than"),
        ({"goal_units": "0"}, "1"),
        ({"choices": "\n".join("abcdefghijkl")}, "Ten variants at most"),
    ],
)
def test_a_form_that_cannot_be_taken_says_where(
    signed_in: Client, world: World, wrong: dict[str, str], said: str
) -> None:
    answer = signed_in.post("/projects/new/", idea(**wrong))
    assert answer.status_code == 400
    assert said in text(answer)
    assert not Project.objects.exists()


# Voting


def test_a_member_votes_changes_and_takes_back(signed_in: Client, vote: Vote) -> None:
    signed_in.post(f"{page_of(vote)}votes/", {"units": 3, "key": uuid4()})
    assert "4 of the 10 that win" in text(signed_in.get(page_of(vote)))
    signed_in.post(f"{page_of(vote)}votes/", {"units": 2, "key": uuid4()})
    page = text(signed_in.get(page_of(vote)))
    assert "3 of the 10 that win" in page
    assert "You vote for 2." in page
    signed_in.post(f"{page_of(vote)}votes/end/")
    assert "1 of the 10 that win" in text(signed_in.get(page_of(vote)))


def test_a_firm_vote_names_a_day_and_a_card(signed_in: Client, alice: Person, vote: Vote) -> None:
    card = make_card(alice, now=timezone.now())
    until = (vote.until + timedelta(days=60)).date()
    sent = {"units": 1, "limit_until": until.isoformat(), "card": card.pk, "key": uuid4()}
    signed_in.post(f"{page_of(vote)}votes/", sent)
    backing = Backing.objects.standing().get(person=alice)
    assert (backing.limit_gross_cents, backing.limit_until, backing.card) == (4900, until, card)
    assert "Firm: at €49.00 or less" in text(signed_in.get(page_of(vote)))


def test_a_firm_vote_outlasts_the_vote(signed_in: Client, vote: Vote) -> None:
    soon = timezone.localdate() + timedelta(days=2)
    sent = {"units": 1, "limit_until": soon.isoformat(), "key": uuid4()}
    answer = signed_in.post(f"{page_of(vote)}votes/", sent)
    assert answer.status_code == 400
    assert "at least until the end of the vote" in text(answer)


def test_nobody_votes_with_another_ones_card(signed_in: Client, vote: Vote) -> None:
    theirs = make_card(make_person(timezone.now()), now=timezone.now())
    until = (vote.until + timedelta(days=60)).date().isoformat()
    sent = {"units": 1, "limit_until": until, "card": theirs.pk, "key": uuid4()}
    signed_in.post(f"{page_of(vote)}votes/", sent)
    assert not Backing.objects.filter(card=theirs).exists()


def test_the_vote_is_over_when_it_is(signed_in: Client, world: World) -> None:
    long_ago = timezone.now() - timedelta(days=40)
    over = to_vote(world, now=long_ago, until=long_ago + timedelta(days=30))
    assert "being counted" in text(signed_in.get(page_of(over)))
    answer = signed_in.post(f"{page_of(over)}votes/", {"units": 1, "key": uuid4()})
    assert (answer.status_code, "The vote is over" in text(answer)) == (400, True)


# Asking


def test_a_question_stands_on_the_page(signed_in: Client, vote: Vote) -> None:
    signed_in.post(f"{page_of(vote)}questions/", {"words": "Quel poids ?", "key": uuid4()})
    assert "Quel poids ?" in text(Client().get(page_of(vote)))


def test_the_creator_answers(signed_in: Client, hers: Vote) -> None:
    question = ask_question(
        project=hers.project, person=make_person(), words="Quel poids ?", key=uuid4(), now=hers.at
    )
    assert "Quel poids ?" in text(signed_in.get(f"/my/projects/{hers.project_id}/"))
    signed_in.post(f"/my/questions/{question.pk}/answer/", {"words": "300 g"})
    assert "300 g" in text(Client().get(page_of(hers)))


# Leading


def test_a_creator_promises_and_says_how_it_went(signed_in: Client, hers: Vote) -> None:
    mine = f"/my/projects/{hers.project_id}/"
    due = timezone.localdate() + timedelta(days=4)
    signed_in.post(f"{mine}milestones/", {"title": "Prototype", "due_on": due.isoformat()})
    milestone = hers.project.milestones.get()
    answer = signed_in.post(f"/my/milestones/{milestone.pk}/end/", {"kept": "no", "words": ""})
    assert answer.status_code == 400
    signed_in.post(f"/my/milestones/{milestone.pk}/end/", {"kept": "no", "words": "Rupture"})
    page = text(Client(headers={"Accept-Language": "en"}).get(page_of(hers)))
    assert "Prototype" in page
    assert "Rupture" in page
    assert "not kept" in page


def test_a_promise_forgotten_is_shown_as_late(hers: Vote) -> None:
    due = (hers.at + timedelta(days=1)).date()
    add_milestone(project=hers.project, title="Prototype", due_on=due, now=hers.at)
    (promise,) = promises_of(hers.project, hers.at + timedelta(days=3))
    assert promise.state == "late"


def test_a_creator_tells_news(signed_in: Client, hers: Vote) -> None:
    signed_in.post(f"/my/projects/{hers.project_id}/updates/", {"words": "Le liège est là"})
    assert "Le liège est là" in text(Client().get(page_of(hers)))


@pytest.mark.parametrize("page", ["", "updates/", "milestones/", "rights/", "contract/"])
def test_nobody_leads_another_ones_project(signed_in: Client, vote: Vote, page: str) -> None:
    assert signed_in.get(f"/my/projects/{vote.project_id}/{page}").status_code == 404


def test_nobody_answers_for_another(signed_in: Client, vote: Vote) -> None:
    asked = ask_question(
        project=vote.project, person=make_person(), words="?", key=uuid4(), now=vote.at
    )
    due = timezone.localdate() + timedelta(days=4)
    promise = add_milestone(project=vote.project, title="x", due_on=due, now=vote.at)
    for path in (f"/my/questions/{asked.pk}/answer/", f"/my/milestones/{promise.pk}/end/"):
        assert signed_in.post(path, {"words": "x", "kept": "yes"}).status_code == 404
    assert Question.objects.get().words == "?"


def test_the_creator_reads_the_contract_and_agrees(
    signed_in: Client, alice: Person, world: World
) -> None:
    before = timezone.now() - timedelta(days=20)
    vote = to_vote(world, person=alice, goal=1, now=before, until=before + timedelta(days=9))
    end_vote(vote, now=timezone.now())
    offer = offer_rights(
        project=vote.project, royalty_cents=150, person=make_person(), now=timezone.now()
    )
    page = f"/my/projects/{vote.project_id}/rights/"
    assert "€1.50" in text(signed_in.get(page))
    for wrong in ("", "abc", "999999"):
        assert signed_in.post(page, {"offer": wrong}).status_code == 404
    signed_in.post(page, {"offer": offer.pk})
    contract = RightsAssignment.objects.get()
    assert (contract.language, contract.royalty_cents) == ("en", 150)
    assert "Assignment of rights" in text(
        signed_in.get(f"/my/projects/{vote.project_id}/contract/")
    )


def test_my_projects_asks_the_same_for_one_and_three(
    signed_in: Client, hers: Vote, alice: Person, world: World, count: Callable[..., int]
) -> None:
    one = count(signed_in, "/my/projects/")
    for _ in range(2):
        proposed(world, person=alice, now=timezone.now())
    assert count(signed_in, "/my/projects/") == one


# Royalties


def test_a_creator_reads_what_was_earned(client: Client, world: World) -> None:
    project = won(world)
    delivery = came(sold(world, 3, project=project))
    accrue_royalties(delivery, now=delivery.at)
    creator = project.wish.person
    (statement,) = state_royalties(creator, now=delivery.at + timedelta(days=80))
    client.force_login(creator)
    page = text(client.get("/my/royalties/"))
    assert "€4.50" in page
    assert "to be paid" in page
    paper = client.get(reverse("shop:royalty_statement", args=[statement.pk]))
    assert statement.number in paper.content.decode()
    assert "Lampe en liège" in paper.content.decode()
    client.force_login(make_person())
    assert client.get(reverse("shop:royalty_statement", args=[statement.pk])).status_code == 404


def test_a_private_clust_is_no_project_s_clust(world: World) -> None:
    project, now = won(world), timezone.now()
    order = sold(world, 1, project=project)
    (public,) = projects_with_all(now)
    assert public.campaign_id == order.campaign_id
    Listing.objects.filter(campaign=order.campaign).delete()
    (private,) = projects_with_all(now)
    assert private.campaign_id is None


def test_who_earned_nothing_reads_how_to(signed_in: Client, world: World) -> None:
    assert "Nothing earned yet" in text(signed_in.get("/my/royalties/"))


# Leaving


def test_who_leaves_takes_their_name_along(hers: Vote, alice: Person) -> None:
    from clust.web.parts.archive import export
    from clust.wishes.actions.forgetting import forget_projects

    Project.objects.update(signed="Lili")
    ask_question(project=hers.project, person=alice, words="?", key=uuid4(), now=hers.at)
    told = export(alice)["projects"]
    assert told["projects"][0]["title"] == "Lampe en liège"
    assert told["questions"][0]["words"] == "?"
    forget_projects(alice, now=hers.at)
    assert Project.objects.get(pk=hers.project_id).signed == ""
    assert not Question.objects.exists()


# The picture


@pytest.mark.parametrize(
    ("units", "goal", "scale", "dots"),
    [
        (3, 10, 1, {"in": 3, "missing": 7}),
        (12, 10, 1, {"in": 10, "done": 2}),
        (150, 1_000, 10, {"in": 15, "missing": 85}),
        (0, 1, 1, {"missing": 1}),
    ],
)
def test_a_dot_is_a_vote_or_many(units: int, goal: int, scale: int, dots: dict[str, int]) -> None:
    picture = Dots(units, goal)
    assert picture.scale == scale
    assert {kind: picture.kinds.count(kind) for kind in set(picture.kinds)} == dots
    assert ("A dot" in picture.legend or "point" in picture.legend) == (scale > 1)


def test_what_wins_looks_won(vote: Vote) -> None:
    votes(vote, 9, now=vote.at)
    assert Dots(10, vote.goal_units).kinds == ["in"] * 10
