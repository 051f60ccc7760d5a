"""The wall of wishes, and the page of one."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clust.people.models import Person
from clust.sourcing.models import Award, Enquiry, Quote
from clust.storefronts.models import Storefront
from clust.wishes.actions.looking import record_look
from clust.wishes.actions.merging import merge_wishes
from clust.wishes.actions.moderating import appeal, hide_wish, rule
from clust.wishes.actions.posting import add_wish_picture
from clust.wishes.models import Brief, BriefWish, Category, Project, Wish
from tests.base.test_pictures import picture
from tests.web.shop.pages import text
from tests.wishes.wall import back, post
from tests.world import World, make_address, make_campaign, make_person


def wish(world: World, title: str = "Une bouilloire à col de cygne", **facts: object) -> Wish:
    """Somebody wishes for something, just now."""
    return post(world, title, now=timezone.now(), **facts)  # type: ignore[arg-type]


def me_too(found: Wish, **facts: object) -> None:
    """Somebody else wants it too."""
    back(found, now=timezone.now(), **facts)  # type: ignore[arg-type]


def in_days(number: int) -> object:
    """Return a day."""
    return timezone.localdate() + timedelta(days=number)


def test_an_empty_wall_asks_for_the_first_wish(client: Client, world: World) -> None:
    assert "Nobody has wished for anything yet" in text(client.get("/wishes/"))


def test_a_card_says_how_many_want_it_and_how_many_say_a_price(
    client: Client, world: World
) -> None:
    found = wish(world, units=2)
    me_too(found, units=3, limit_gross_cents=8000, limit_until=in_days(30))
    page = text(client.get("/wishes/"))
    assert "2 people · 5 wanted · 1 says a price" in page
    assert "Gathering" in page


def test_nobody_sees_the_price_of_another(client: Client, world: World) -> None:
    found = wish(world)
    me_too(found, limit_gross_cents=8123, limit_until=in_days(30))
    for path in ("/wishes/", f"/wishes/{found.pk}/"):
        page = text(client.get(path))
        assert "1 say" in page
        assert "81.23" not in page
        assert "8123" not in page


def test_the_wall_is_searched_and_narrowed(client: Client, world: World) -> None:
    shelf = Category.objects.create(slug="cuisine", name_fr="Cuisine", name_en="Kitchen")
    wish(world, category=shelf, region="FR-69")
    wish(world, "Un vélo cargo")
    assert "vélo" not in text(client.get("/wishes/?q=bouilloire"))
    assert "vélo" not in text(client.get("/wishes/?category=cuisine"))
    assert "vélo" not in text(client.get("/wishes/?region=FR-69"))
    assert "Nobody wants this yet" in text(client.get("/wishes/?q=zeppelin"))


@pytest.mark.parametrize("asked", ["sort=rising", "sort=new", "sort=wanted", "sort=x&region=x"])
def test_every_order_answers(client: Client, world: World, asked: str) -> None:
    wish(world)
    assert client.get(f"/wishes/?{asked}&category=x&page=7&q=%00").status_code == 200


def test_the_most_wanted_comes_first_when_asked(client: Client, world: World) -> None:
    first = wish(world, "Un vélo cargo")
    wish(world)
    me_too(first)
    page = text(client.get("/wishes/?sort=wanted"))
    assert page.index("vélo") < page.index("bouilloire")


def test_a_reader_who_types_gets_only_the_cards(client: Client, world: World) -> None:
    wish(world)
    headers = {"HX-Request": "true", "HX-Target": "wishes"}
    fragment = client.get("/wishes/?q=bouilloire", headers=headers)
    assert b"<html" not in fragment.content
    assert "bouilloire" in text(fragment)


def test_three_wishes_cost_as_many_queries_as_one(
    signed_in: Client, world: World, count: Callable[[Client, str], int]
) -> None:
    first = wish(world)
    opened(world, first)
    one = count(signed_in, "/wishes/")
    for title in ("Un vélo cargo", "Une lampe"):
        opened(world, wish(world, title))
    assert count(signed_in, "/wishes/") == one


def opened(world: World, *wishes: Wish, ahead: timedelta = timedelta()) -> None:
    """Negotiate for wishes, and open a clust, now or later."""
    now = timezone.now()
    brief = Brief.objects.create(title="Bouilloires", at=now)
    for found in wishes:
        BriefWish.objects.create(brief=brief, wish=found)
    enquiry = Enquiry.objects.create(
        brief=brief, title="Bouilloires", likely_units=50, answer_by=now + timedelta(days=3), at=now
    )
    campaign = make_campaign(world, now=now + ahead)
    Quote.objects.filter(pk=campaign.award.quote_id).update(enquiry=enquiry)


def test_a_wish_says_how_far_it_has_come(client: Client, world: World) -> None:
    found, now = wish(world), timezone.now()
    path = f"/wishes/{found.pk}/"
    assert "From about 20 people on we ask suppliers" in text(client.get(path))
    brief = Brief.objects.create(title="Bouilloires", at=now)
    BriefWish.objects.create(brief=brief, wish=found)
    assert "We are asking suppliers for offers" in text(client.get(path))
    until = now + timedelta(days=3)
    enquiry = Enquiry.objects.create(
        brief=brief, title="B", likely_units=9, answer_by=until, at=now
    )
    quote = Quote.objects.create(product=world.kettle, enquiry=enquiry, received_at=now)
    assert "Suppliers have made offers" in text(client.get(path))
    Award.objects.create(quote=quote, at=now)


def test_a_wish_leads_to_the_clust_it_became(client: Client, world: World) -> None:
    found = wish(world)
    opened(world, found)
    page = client.get(f"/wishes/{found.pk}/")
    assert "The clust is open at €50.00" in text(page)
    assert b'href="/clusts/' in page.content
    assert "The clust is open at €50.00" in text(client.get("/wishes/"))


def test_a_clust_that_opens_later_is_told_as_planned(client: Client, world: World) -> None:
    found = wish(world)
    opened(world, found, ahead=timedelta(hours=2))
    page = text(client.get(f"/wishes/{found.pk}/"))
    assert "Clust planned" in page
    assert "Clust open" not in page


def test_a_link_is_shown_with_what_was_found_behind_it(client: Client, world: World) -> None:
    found = wish(world, link="https://example.org/kettle")
    assert b'rel="nofollow ugc noopener"' in client.get(f"/wishes/{found.pk}/").content
    record_look(wish=found, title="A <b>kettle</b>", picture=None, now=timezone.now())
    page = client.get(f"/wishes/{found.pk}/").content
    assert b"A &lt;b&gt;kettle&lt;/b&gt;" in page


def test_a_merged_wish_leads_to_the_one_it_became(client: Client, world: World) -> None:
    first, second, third = (wish(world, title) for title in ("Un", "Bis", "Ter"))
    desk, now = make_person(), timezone.now()
    merge_wishes(wish=first, into=second, person=desk, now=now)
    merge_wishes(wish=second, into=third, person=desk, now=now)
    answer = client.get(f"/wishes/{first.pk}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/wishes/{third.pk}/")
    assert "Bis" not in text(client.get("/wishes/"))


def test_a_wish_of_another_storefront_is_not_there(client: Client, world: World) -> None:
    other = Storefront.objects.create(slug="b", name="B", seller=world.storefront.seller)
    found = wish(world)
    Wish.objects.filter(pk=found.pk).update(storefront=other)
    assert client.get(f"/wishes/{found.pk}/").status_code == 404
    assert client.get(f"/wishes/{found.pk}/report/").status_code == 404
    assert "bouilloire" not in text(client.get("/wishes/"))


def hide(found: Wish) -> object:
    """The desk hides a wish."""
    words = "Cela ressemble à une publicité."
    return hide_wish(
        wish=found, person=make_person(), reason="advertising", words=words, now=timezone.now()
    )


def test_a_hidden_wish_is_seen_by_its_author_only(
    signed_in: Client, alice: Person, world: World
) -> None:
    mine, other = wish(world, person=alice), wish(world)
    hide(mine)
    hide(other)
    assert signed_in.get(f"/wishes/{other.pk}/").status_code == 404
    page = text(signed_in.get(f"/wishes/{mine.pk}/"))
    assert "publicité" in page
    assert "Ask again" in page
    assert Client().get(f"/wishes/{mine.pk}/").status_code == 404


def test_its_author_objects_once_and_reads_the_ruling(
    signed_in: Client, alice: Person, world: World
) -> None:
    mine = wish(world, person=alice)
    hiding = hide(mine)
    path = f"/wishes/{mine.pk}/appeal/"
    assert signed_in.post(path, {"words": "Je ne vends rien."}).status_code == 302
    assert signed_in.post(path, {"words": "Encore"}).status_code == 400
    assert "We are looking at it again" in text(signed_in.get(f"/wishes/{mine.pk}/"))
    desk, now = make_person(), timezone.now()
    hiding.refresh_from_db()  # type: ignore[attr-defined]
    rule(appeal=hiding.appeal, person=desk, upheld=False, words="Pardon.", now=now)  # type: ignore[attr-defined]
    assert Client().get(f"/wishes/{mine.pk}/").status_code == 200


def test_others_cannot_object(signed_in: Client, world: World) -> None:
    found = wish(world)
    assert signed_in.post(f"/wishes/{found.pk}/appeal/", {"words": "x"}).status_code == 404
    hide(found)
    assert signed_in.post(f"/wishes/{found.pk}/appeal/", {"words": "x"}).status_code == 404
    assert appeal is not None


def test_my_wishes_are_those_i_want_and_those_i_posted(
    signed_in: Client, alice: Person, world: World, count: Callable[[Client, str], int]
) -> None:
    me_too(
        wish(world, "Un vélo cargo"), person=alice, limit_gross_cents=90000, limit_until=in_days(9)
    )
    assert "at €900.00 or less" in text(signed_in.get("/my/wishes/"))
    one = count(signed_in, "/my/wishes/")
    wish(world, "Une lampe", person=alice)
    wish(world, "Une table", person=alice)
    assert count(signed_in, "/my/wishes/") == one
    page = text(signed_in.get("/my/wishes/?tab=posted"))
    assert "lampe" in page
    assert "vélo" not in page


def test_whoever_has_an_address_finds_what_is_wanted_near_it(
    signed_in: Client, alice: Person, world: World
) -> None:
    wish(world, region="FR-69")
    assert b'href="?region=FR-69"' not in signed_in.get("/wishes/").content
    make_address(alice, now=timezone.now())
    assert b'href="?region=FR-69"' in signed_in.get("/wishes/").content


def test_a_project_is_no_wish_of_the_wall(signed_in: Client, world: World) -> None:
    found = wish(world)
    Project.objects.create(
        wish=found,
        pitch="Dessinée par moi",
        guess_gross_cents=5000,
        royalty_cents=100,
        goal_units=100,
        at=timezone.now(),
    )
    assert "bouilloire" not in text(signed_in.get("/wishes/"))
    assert signed_in.get(f"/wishes/{found.pk}/report/").status_code == 404
    assert signed_in.post(f"/wishes/{found.pk}/backing/", {"units": 1}).status_code == 404


def test_pictures_of_a_hidden_wish_are_seen_by_its_author_and_the_desk_only(
    client: Client, world: World, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    me, desk, now = make_person(), make_person(is_staff=True), timezone.now()
    found = wish(world, person=me)
    record_look(wish=found, title="Bouilloire", picture=picture().read(), now=now)
    add_wish_picture(wish=found, upload=picture(), now=now)
    addresses = [found.pictures.get().file.url, found.look.file.url]
    assert_seen(client, addresses, 200)
    hiding = hide_wish(wish=found, person=desk, reason="advertising", words="Pub.", now=now)
    assert_seen(client, addresses, 404)
    for person, status in ((make_person(), 404), (me, 200), (desk, 200)):
        client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
        assert_seen(client, addresses, status)
    client.logout()
    made = appeal(hiding=hiding, person=me, words="Mon dessin.", now=now)
    rule(appeal=made, person=desk, upheld=False, words="Pardon.", now=now)
    assert_seen(client, addresses, 200)


def test_a_file_that_is_no_picture_of_a_wish_is_not_there(client: Client, world: World) -> None:
    assert_seen(client, ["/media/wishes/x.webp", "/media/wishes/..%2Fx"], 404)


def assert_seen(client: Client, addresses: list[str], status: int) -> None:
    """See that each address answers so."""
    assert [client.get(address).status_code for address in addresses] == [status] * len(addresses)
