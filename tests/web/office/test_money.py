"""The office's money: the roll brought up to date, budgets and plans, what is owed."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clust.contributions.models import ContributionStatement
from clust.storefronts.models import RollEntry, RollList
from clust.subsidies.models import SubsidyBudget, SubsidyPlan
from clust.web.parts.paces import Pace
from tests.web.office.conftest import Shop

HEAD = "Matricule;Nom;E-mail\n"


def get(office: Client, name: str, /, *keys: object, **asked: object) -> Any:
    return office.get(reverse(f"office:{name}", args=keys), asked)


def post(office: Client, name: str, /, *keys: object, **fields: object) -> Any:
    return office.post(reverse(f"office:{name}", args=keys), fields)


def upload(office: Client, text: str) -> Any:
    return post(office, "roll", file=SimpleUploadedFile("staff.csv", text.encode("cp1252")))


def test_a_list_is_read_looked_at_and_taken_in(office: Client, club: Shop) -> None:
    answer = upload(office, HEAD + "A1;Zoé;\nB2;Bob;oops\n")
    kept = RollList.objects.get(storefront=club.storefront)
    assert answer.url == reverse("office:roll_list", args=[kept.pk])
    page = get(office, "roll_list", kept.pk).content.decode()
    assert "This is no e-mail address: oops" in page
    assert not RollEntry.objects.exists()
    assert post(office, "roll_list", kept.pk, missing=0).status_code == 422
    assert post(office, "roll_list", kept.pk, missing=0, good_only="on").status_code == 302
    assert RollEntry.objects.get().name == "Zoé"
    assert "A1" in get(office, "roll", q="zo").content.decode()
    assert b"oops" in b"".join(get(office, "roll_faults", kept.pk).streaming_content)
    assert "A1" in b"".join(get(office, "roll", export="csv").streaming_content).decode()


def test_a_fault_is_said_as_french_says_it(office: Client, club: Shop) -> None:
    upload(office, HEAD + "B2;Bob;oops\n")
    french = club.reading(club.owner, "fr")
    page = get(french, "roll_list", RollList.objects.get().pk).content.decode()
    assert "Ce n’est pas une adresse e-mail\u00a0: oops" in page


def test_those_missing_are_ended_only_where_that_is_said(office: Client, club: Shop) -> None:
    for text in (HEAD + "A1;A;\nB2;B;\n", HEAD + "A1;A;\n"):
        upload(office, text)
        kept = RollList.objects.latest("pk")
        post(office, "roll_list", kept.pk, missing=kept.pk and 0)
    assert RollEntry.objects.filter(ended_at=None).count() == 2
    upload(office, HEAD + "A1;A;\n")
    post(office, "roll_list", RollList.objects.latest("pk").pk, missing=1, end_missing="on")
    assert RollEntry.objects.get(ended_at=None).number == "A1"


def test_what_is_no_list_is_said(office: Client) -> None:
    answer = upload(office, "hello\n")
    assert answer.status_code == 422
    assert "no CSV with a column of staff numbers" in answer.content.decode()


def budgeted(office: Client) -> SubsidyBudget:
    days = {"begins_on": "2026-01-01", "ends_on": "2026-12-31"}
    assert post(office, "budget_new", name="Noël", cents="1000", **days).status_code == 302
    return SubsidyBudget.objects.get()


def test_a_budget_and_its_plans(office: Client, club: Shop) -> None:
    purse = budgeted(office)
    assert (purse.storefront, purse.total_cents) == (club.storefront, 100_000)
    days = {"begins_on": "2026-01-01", "ends_on": "2026-12-31"}
    terms = {"name": "Un tiers", "percent": "33.3", "rank": 1, "person_most_cents": "50", **days}
    assert post(office, "plan_new", purse.pk, **terms).status_code == 302
    plan = SubsidyPlan.objects.get()
    assert (plan.per_mille, plan.person_most_cents) == (333, 5000)
    assert post(office, "plan", plan.pk, **{**terms, "percent": "50"}).status_code == 302
    newer = SubsidyPlan.objects.get(end=None)
    assert (newer.per_mille, newer.replaces, newer.line) == (500, plan, plan.pk)
    page = get(office, "subsidies").content.decode().replace("\xa0", " ")
    assert "€1,000.00" in page
    assert "50%" in page
    assert "URSSAF" in page
    post(office, "plan_end", newer.pk)
    assert not SubsidyPlan.objects.filter(end=None).exists()


def test_terms_that_say_nothing_are_refused(office: Client) -> None:
    purse = budgeted(office)
    days = {"begins_on": "2026-01-01", "ends_on": "2026-12-31"}
    assert post(office, "plan_new", purse.pk, name="x", rank=1, **days).status_code == 422
    assert post(office, "budget", purse.pk, way="less", cents="2000").status_code == 422
    assert post(office, "budget", purse.pk, way="more", cents="500").status_code == 302


def test_the_money_of_another_community_is_not_there(office: Client, council: Shop) -> None:
    other = council.reading(council.owner)
    purse = budgeted(office)
    upload(office, HEAD + "A1;A;\n")
    kept = RollList.objects.get()
    for name, key in (("budget", purse.pk), ("plan_new", purse.pk), ("roll_list", kept.pk)):
        assert get(other, name, key).status_code == 404
    assert get(other, "roll_faults", kept.pk).status_code == 404


def test_papers_are_made_at_a_pace(
    office: Client, club: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    statement = ContributionStatement.objects.create(
        storefront=club.storefront,
        currency="EUR",
        month=now.date().replace(day=1),
        until=now,
        subsidies_cents=0,
        returns_cents=0,
        before_cents=0,
        due_on=now.date(),
        at=now,
    )
    monkeypatch.setattr("clust.web.office.views.contributions.paper_pace", Pace(1))
    name = "contribution"
    assert [get(office, name, statement.pk).status_code for _ in range(2)] == [200, 429]


@pytest.mark.parametrize("name", ["roll", "subsidies", "subsidy_people", "contributions"])
def test_pages_of_the_money_are_there(office: Client, name: str) -> None:
    assert get(office, name).status_code == 200
