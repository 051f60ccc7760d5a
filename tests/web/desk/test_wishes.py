"""Wishes at the desk: found, merged, moderated, shelved."""

from typing import Any

from django.test import Client

from clust.people.models import Person
from clust.wishes.models import Appeal, Backing, Category, Hiding, Merge, Report, Ruling, Wish
from tests.web.desk.wall import add_appeal, add_category, add_report, add_wish
from tests.web.shop.pages import text
from tests.wishes.wall import back, post
from tests.world import World, make_person


def titles(desk: Client, asked: str) -> list[str]:
    """Return the titles that a list shows."""
    return [wish.title for wish in desk.get(f"/desk/wishes/?{asked}").context["page"]]


def test_wishes_are_found_filtered_and_sorted(desk: Client, world: World) -> None:
    wanted = add_wish(world, 1)
    add_report(world, 2)
    add_appeal(world, 3)
    assert titles(desk, "q=objet") == ["Objet 1"]
    assert titles(desk, f"q=%23{wanted.pk}") == ["Objet 1"]
    assert titles(desk, "state=reported") == ["Réclame 2"]
    assert titles(desk, "state=hidden") == ["Réclame 3"]
    assert titles(desk, "sort=-people")[0] == "Objet 1"
    assert titles(desk, f"category={wanted.category_id}") == ["Objet 1"]


def test_a_wish_tells_its_sums_and_leads_to_its_rows(desk: Client, world: World) -> None:
    wish = add_wish(world, 1)
    page = desk.get(f"/desk/wishes/{wish.pk}/")
    assert "People 2" in text(page)
    rows = desk.get(f"/desk/wishes/{wish.pk}/backings/?firm=limit").context["page"]
    assert [row.limit_gross_cents for row in rows] == [8000]


def test_a_merge_is_looked_for_previewed_and_done(
    desk: Client, world: World, worker: Person
) -> None:
    wish, into, both = post(world, "Bouilloire bleue"), post(world, "Bouilloire"), make_person()
    back(wish, person=both)
    back(into, person=both)
    path = f"/desk/wishes/{wish.pk}/merge/"
    found = desk.get(f"{path}?q=bouilloire")
    assert f'href="?into={into.pk}"'.encode() in found.content
    preview = text(desk.get(f"{path}?into={into.pk}"))
    assert "People carried over 1" in preview
    assert "Back both: they keep the one there 1" in preview
    assert "People afterwards 3" in preview
    assert desk.post(path, {"into": into.pk})["Location"] == f"/desk/wishes/{into.pk}/"
    assert Merge.objects.get().person == worker
    assert Backing.objects.standing().filter(wish=into).count() == 3
    assert desk.post(path, {"into": into.pk}).status_code == 404


def test_a_wish_is_found_by_its_number_to_merge(desk: Client, world: World) -> None:
    wish, into = post(world, "Bouilloire"), post(world, "Théière")
    page = desk.get(f"/desk/wishes/{wish.pk}/merge/?q=%23{into.pk}")
    assert "Théière" in text(page)


def test_a_wish_is_not_merged_into_itself_or_nothing(desk: Client, world: World) -> None:
    wish = post(world)
    path = f"/desk/wishes/{wish.pk}/merge/"
    for into in (wish.pk, 987654, "x"):
        assert desk.post(path, {"into": into}).status_code == 404
    assert not Merge.objects.exists()


def test_a_reported_wish_is_hidden_with_a_reason(
    desk: Client, world: World, worker: Person
) -> None:
    report = add_report(world, 1)
    path = f"/desk/wishes/{report.wish_id}/hiding/"
    assert desk.post(path, {"reason": "advertising", "words": " "}).status_code == 422
    assert desk.post(path, {"reason": "advertising", "words": "Boutique."}).status_code == 302
    hiding = Hiding.objects.get()
    assert (hiding.person, hiding.words) == (worker, "Boutique.")
    assert not Report.objects.due_to_judge().exists()
    assert desk.post(path, {"reason": "advertising", "words": "Encore."}).status_code == 422


def test_a_reported_wish_may_stay(desk: Client, world: World) -> None:
    report = add_report(world, 1)
    assert desk.post(f"/desk/wishes/{report.wish_id}/dismissal/").status_code == 302
    assert not Report.objects.due_to_judge().exists()
    assert not Hiding.objects.exists()


def test_an_objection_is_ruled_on_once(desk: Client, world: World, worker: Person) -> None:
    made: Appeal = add_appeal(world, 1)
    path = f"/desk/appeals/{made.pk}/"
    assert desk.post(path, {"words": "Pardon."}).status_code == 422
    assert desk.post(path, {"upheld": "no", "words": "Pardon."}).status_code == 302
    ruling = Ruling.objects.get()
    assert (ruling.upheld, ruling.person) == (False, worker)
    assert "It is shown again" in text(desk.get(path))
    assert desk.post(path, {"upheld": "yes", "words": "Non."}).status_code == 422


def test_shelves_are_put_up_and_used(desk: Client, world: World) -> None:
    told = {"name_fr": "Vélos", "name_en": "Bikes", "slug": "velos", "position": "1"}
    assert desk.post("/desk/categories/new/", told).status_code == 302
    assert desk.post("/desk/categories/new/", told).status_code == 422
    shelf = Category.objects.get()
    desk.post(f"/desk/categories/{shelf.pk}/", told | {"name_en": "Bicycles"})
    wish = post(world)
    desk.post(f"/desk/wishes/{wish.pk}/shelf/", {"category": shelf.pk})
    kept: Any = Wish.objects.get().category
    assert kept.name_en == "Bicycles"
    other = add_category(world, 1)
    told |= {"slug": other.slug}
    assert desk.post(f"/desk/categories/{shelf.pk}/", told).status_code == 422
