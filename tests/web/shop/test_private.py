"""Private clusts: started, seen by those invited and by nobody else, organised."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from clust.campaigns.models import Pledge
from clust.gatherings.actions.inviting import invite_by_link, write_letters
from clust.gatherings.actions.starting import call_off_gathering
from clust.gatherings.models import Acceptance, Gathering, Letter, LetterRefusal
from clust.people.models import Identity, Person
from clust.storefronts.models import Domain, Storefront
from clust.web.shop import limits
from clust.web.shop.invitations import token_of
from tests.gatherings.story import come, join, named, offer, start
from tests.web.shop.pages import order, text
from tests.world import World, make_award, make_campaign, make_person

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "write_pace", limits.Pace(1_000))


@pytest.fixture
def gathering(world: World, alice: Person) -> Gathering:
    """Alice starts one for her club."""
    Identity.objects.create(person=alice, name="Alice Martin")
    return start(world, alice, now=timezone.now())


@pytest.fixture
def link(gathering: Gathering) -> str:
    made = invite_by_link(gathering=gathering, person=gathering.founder, now=timezone.now())
    return f"/i/{token_of(made)}/"


def reader(person: Person | None = None, host: str = "testserver") -> Client:
    client = Client(headers={"Accept-Language": "en"}, SERVER_NAME=host)
    if person:
        client.force_login(person, BACKEND)
    return client


def page_of(gathering: Gathering) -> str:
    return f"/clusts/{gathering.campaign_id}/"


def letter_to(gathering: Gathering, email: str = "b@example.org") -> Letter:
    (letter,) = write_letters(
        gathering=gathering,
        person=gathering.founder,
        emails=[email],
        language="en",
        now=timezone.now(),
    )
    return letter


# Starting


def start_form(**changes: object) -> dict[str, object]:
    fields = {
        "name": "Le club de go",
        "words": "Pour le tournoi",
        "street": "Salle des fêtes, 2 rue du Lac",
        "postcode": "69001",
        "city": "Lyon",
        "closes_on": (timezone.localdate() + timedelta(days=9)).isoformat(),
        "key": uuid4(),
        "sure": "on",
    }
    return {**fields, **changes}


def test_a_member_finds_what_can_be_started_and_starts_it(signed_in: Client, world: World) -> None:
    offering = offer(world, timezone.now())
    assert "Bouilloire" in text(signed_in.get("/private/", {"q": "bouil"}))
    assert "Nothing of that name" in text(signed_in.get("/private/", {"q": "vélo"}))
    url = f"/private/new/{offering.pk}/"
    assert "As low as €40.00" in text(signed_in.get(url))
    answer = signed_in.post(url, start_form(), follow=True)
    assert "Your private clust is open" in text(answer)
    gathering = Gathering.objects.get()
    assert gathering.place.place == "Salle des fêtes, 2 rue du Lac, 69001 Lyon"
    assert "Le club de go" in text(signed_in.get("/private/"))


def test_who_starts_one_is_told_how_many_others_leave(signed_in: Client, world: World) -> None:
    now = timezone.now()
    offering = offer(world, now, award=make_award(world.kettle, capacity=100, now=now))
    start(world, make_person(now), offering=offering, most=60, now=now)
    url = f"/private/new/{offering.pk}/"
    assert "40 units are left;" in text(signed_in.get(url))
    assert signed_in.post(url, start_form()).status_code == 400, "it says how many it needs"
    refused = signed_in.post(url, start_form(most=41))
    assert refused.status_code == 400
    assert "What other clusts leave of this product: 40." in text(refused)
    signed_in.post(url, start_form(most=40))
    assert Gathering.objects.latest("pk").campaign.cap == 40


def test_the_desk_raises_a_cap_no_further_than_others_leave(client: Client, world: World) -> None:
    now = timezone.now()
    offering = offer(world, now, award=make_award(world.kettle, capacity=100, now=now))
    first, _ = (
        start(world, make_person(now), offering=offering, most=most, now=now) for most in (30, 60)
    )
    client.force_login(make_person(now, language="en", is_staff=True), BACKEND)
    path = f"/desk/campaigns/{first.campaign_id}/cap/"
    assert "leave: 40." in text(client.post(path, {"cap": 41, "sure": "on"}))
    client.post(path, {"cap": 40, "sure": "on"})
    first.campaign.refresh_from_db()
    assert first.campaign.cap == 40


def test_a_clust_leads_to_a_private_one_on_the_same_product(client: Client, world: World) -> None:
    clust = make_campaign(world, now=timezone.now())
    assert "Start a private clust" not in text(client.get(f"/clusts/{clust.pk}/"))
    offering = offer(world, timezone.now())
    page = client.get(f"/clusts/{clust.pk}/").content.decode()
    assert f"/private/new/{offering.pk}/" in page


def test_what_cannot_be_started_is_said_at_its_field(signed_in: Client, world: World) -> None:
    offering = offer(world, timezone.now())
    url, tomorrow = f"/private/new/{offering.pk}/", timezone.localdate() + timedelta(days=1)
    answer = signed_in.post(url, start_form(closes_on=tomorrow.isoformat(), postcode="69"))
    assert answer.status_code == 400
    assert "Five digits" in text(answer)
    answer = signed_in.post(url, start_form(closes_on=tomorrow.isoformat()))
    assert "It stays open for 2 to 30 days" in text(answer)
    assert reader().get(url).status_code == 302


def test_a_name_is_one_line_and_leads_to_no_other_site(signed_in: Client, world: World) -> None:
    url = f"/private/new/{offer(world, timezone.now()).pk}/"
    for field in ("name", "words"):
        answer = signed_in.post(url, start_form(**{field: "Voir www.loterie.example"}))
        assert "Leave out addresses of websites" in text(answer)
    signed_in.post(url, start_form(name="Le club\r\nde go"))
    gathering = Gathering.objects.get()
    assert gathering.name == "Le club de go"
    Gathering.objects.update(name="Le club\nde go")
    letters = f"/private/{gathering.pk}/letters/"
    assert "1 invitation is on its way" in text(
        signed_in.post(letters, {"emails": "b@example.org"}, follow=True)
    )


# Who sees it


def walk(client: Client, gathering: Gathering) -> dict[str, int]:
    number = gathering.campaign_id
    paths = [
        f"/clusts/{number}/",
        f"/clusts/{number}/?units=2",
        f"/clusts/{number}/live/",
        f"/clusts/{number}/totals/",
        f"/clusts/{number}/order/",
        f"/clusts/{number}/book.json",
        f"/clusts/{number}/poster/a4/",
        f"/c/{number}/",
    ]
    return {path: client.get(path).status_code for path in paths}


def test_a_stranger_finds_it_nowhere(world: World, gathering: Gathering) -> None:
    stranger, staff = make_person(timezone.now()), make_person(timezone.now(), is_staff=True)
    for client in (reader(), reader(stranger), reader(staff)):
        assert set(walk(client, gathering).values()) == {404}
        posted = order(client, gathering.campaign, gathering.place)
        assert posted.status_code == 404
        for listing in ("/", "/?q=bouilloire", "/?stage=live"):
            assert page_of(gathering) not in client.get(listing).content.decode()
    pk = gathering.pk
    for path in ("", "list/", "people.csv", "papers/form/", "papers/new/", "end/"):
        assert reader(stranger).get(f"/private/{pk}/{path}").status_code == 404


def test_the_kept_page_of_someone_inside_is_not_shown_to_a_stranger(
    gathering: Gathering, settings: Any
) -> None:
    settings.PAGES_KEPT_SECONDS = 60
    assert reader(gathering.founder).get(page_of(gathering)).status_code == 200
    assert reader(make_person(timezone.now())).get(page_of(gathering)).status_code == 404
    assert reader().get(f"{page_of(gathering)}live/").status_code == 404


def test_those_invited_to_one_do_not_see_another(world: World, gathering: Gathering) -> None:
    other = start(world, named("Zoé", timezone.now()), now=timezone.now())
    bruno = named("Bruno", timezone.now())
    come(gathering, bruno, timezone.now())
    assert reader(bruno).get(page_of(gathering)).status_code == 200
    assert set(walk(reader(bruno), other).values()) == {404}
    assert reader(bruno).get(f"/private/{gathering.pk}/").status_code == 404
    assert reader(bruno).get(f"/clusts/{gathering.campaign_id}/poster/a4/").status_code == 404


def test_it_stays_in_its_storefront(world: World, gathering: Gathering, link: str) -> None:
    seller = world.storefront.seller
    other = Storefront.objects.create(slug="other", name="Autre", seller=seller)
    Domain.objects.create(storefront=other, host="other.example")
    abroad = reader(gathering.founder, "other.example")
    assert set(walk(abroad, gathering).values()) == {404}
    assert abroad.get(f"/private/{gathering.pk}/").status_code == 404
    refused = reader(host="other.example").get(link)
    assert refused.status_code == 404
    assert "It belongs to another shop" in text(refused)
    assert "Le club de go" not in text(refused)


def test_the_page_tells_machines_to_stay_away_and_passes_nothing_on(gathering: Gathering) -> None:
    answer = reader(gathering.founder).get(page_of(gathering))
    assert 'name="robots" content="noindex' in answer.content.decode()
    assert "Pass it on!" not in text(answer)
    assert re.search(r"/live/clusts/\d+/[0-9a-f]{32}/", answer.content.decode())


# Invitations


def test_a_link_lets_a_browser_in_and_its_account_afterwards(
    world: World, gathering: Gathering, link: str
) -> None:
    client = reader()
    assert "Alice Martin invites you to buy together: Bouilloire" in text(client.get(link))
    assert client.get(page_of(gathering)).status_code == 404
    assert "Le club de go" in text(client.post(link, follow=True))
    bruno = named("Bruno", timezone.now())
    client.force_login(bruno, BACKEND)
    assert client.get(page_of(gathering)).status_code == 200
    assert Acceptance.objects.get().person == bruno
    assert reader(bruno).get(page_of(gathering)).status_code == 200


def test_those_invited_order_like_everybody(gathering: Gathering, link: str) -> None:
    bruno = named("Bruno", timezone.now())
    client = reader(bruno)
    client.post(link)
    told = order(client, gathering.campaign, gathering.place, pay="transfer", units=2)
    followed = client.get(told["Location"], follow=True)
    pledge = Pledge.objects.get(person=bruno)
    assert pledge.delivery_option == gathering.place
    assert followed.status_code == 200
    assert client.get(f"/pledges/{pledge.pk}/").status_code == 200
    assert "Bouilloire" in text(client.get("/my/clusts/"))
    assert "1 in" in text(client.get(page_of(gathering)))


def test_nameless_coming_in_is_counted(gathering: Gathering, link: str, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "come": "2/h/ip"}
    cache.clear()
    assert [reader().post(link).status_code for _ in range(3)] == [302, 302, 429]
    assert Acceptance.objects.count() == 2
    assert reader(named("Bruno", timezone.now())).post(link).status_code == 302
    cache.clear()


def test_a_revoked_link_is_refused_clearly(gathering: Gathering, link: str) -> None:
    came = reader()
    came.post(link)
    alice = reader(gathering.founder)
    alice.post(f"/private/{gathering.pk}/link/")
    refused = reader().get(link)
    assert refused.status_code == 410
    assert "The organiser has taken it back or replaced it." in text(refused)
    assert reader().post(link).status_code == 410
    assert came.get(page_of(gathering)).status_code == 404
    broken = reader().get(f"{link[:-3]}/")
    assert broken.status_code == 404
    assert "never one of ours" in text(broken)


def test_a_letter_is_mailed_in_the_senders_name_and_lets_one_person_in(
    gathering: Gathering,
) -> None:
    alice = reader(gathering.founder)
    url = f"/private/{gathering.pk}/letters/"
    told = text(alice.post(url, {"emails": "b@example.org, c@example.org"}, follow=True))
    assert "2 invitations are on their way." in told
    assert "b@example.org by mail invited" in told
    (letter, _other) = mail.outbox
    assert "Alice Martin invites you" in letter.body
    stop = re.search(r"<http://testserver(\S+)>", letter.extra_headers["List-Unsubscribe"])
    (path,) = re.findall(r"http://testserver(/i/\S+)", letter.body)[:1]
    first, second = reader(), reader()
    assert first.get(path).status_code == 200
    assert first.post(path).status_code == 302
    assert first.get(page_of(gathering)).status_code == 200
    again = second.post(path)
    assert again.status_code == 410
    assert "it was for one person" in text(again)
    assert stop
    one_click = Client(enforce_csrf_checks=True).post(
        stop[1], {"List-Unsubscribe": "One-Click"}, headers={"Accept-Language": "en"}
    )
    assert one_click.status_code == 200
    assert LetterRefusal.objects.count() == 1
    assert "want no invitations" in text(alice.post(url, {"emails": "b@example.org"}, follow=True))


def test_wrong_addresses_are_named(gathering: Gathering) -> None:
    url = f"/private/{gathering.pk}/letters/"
    answer = reader(gathering.founder).post(url, {"emails": "b@example.org nobody"})
    assert answer.status_code == 400
    assert "This is no e-mail address: nobody." in text(answer)
    assert not Letter.objects.exists()


def test_mails_that_cannot_leave_are_kept_to_be_tried_again(
    gathering: Gathering, settings: Any
) -> None:
    alice, url = reader(gathering.founder), f"/private/{gathering.pk}/letters/"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    said = text(alice.post(url, {"emails": "b@example.org"}, follow=True))
    assert "Mails cannot leave right now" in said
    assert "1 mail has not left." in said
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert "1 invitation is on its way" in text(alice.post(url, {"again": "1"}, follow=True))


# Who is missing


def test_the_organiser_sees_names_and_the_invited_counts(gathering: Gathering) -> None:
    now = timezone.now()
    bruno, claire = named("Bruno Roux", now), named("Claire Petit", now)
    for person in (bruno, claire):
        come(gathering, person, now)
    join(gathering, bruno, now=now)
    letter_to(gathering)
    organiser = text(reader(gathering.founder).get(f"/private/{gathering.pk}/"))
    assert "Bruno Roux online in 1" in organiser
    assert "Claire Petit by link has seen it" in organiser
    assert "b@example.org" in organiser
    seen = text(reader(claire).get(page_of(gathering)))
    assert "1 in 2 invited, not in yet 3 units missing to reach €45.00" in seen
    assert "Bruno" not in seen
    reader(bruno).post(f"/private/{gathering.pk}/name/", {"shows": "on"})
    seen = text(reader(claire).get(page_of(gathering)))
    assert "Already in: Bruno" in seen
    assert "Roux" not in seen


def test_the_list_of_people_can_be_exported_and_printed(gathering: Gathering) -> None:
    join(gathering, named("=Bruno", timezone.now()), 3, now=timezone.now())
    alice = reader(gathering.founder)
    table = b"".join(alice.get(f"/private/{gathering.pk}/people.csv")).decode()  # type: ignore[arg-type]
    assert "'=Bruno" in table
    printed = text(alice.get(f"/private/{gathering.pk}/list/"))
    assert "3 units" in printed
    assert "Received: day and signature" in printed


# Papers and care


def test_its_poster_carries_the_invitation(gathering: Gathering, link: str) -> None:
    alice = reader(gathering.founder)
    page = alice.get(f"/clusts/{gathering.campaign_id}/poster/a4/")
    assert link.strip("/") in text(page)
    pdf = alice.get(f"/clusts/{gathering.campaign_id}/poster/strips/?as=pdf")
    assert pdf.content.startswith(b"%PDF")


def test_it_is_handed_over_and_called_off(gathering: Gathering) -> None:
    bruno = named("Bruno", timezone.now())
    come(gathering, bruno, timezone.now())
    alice, url = reader(gathering.founder), f"/private/{gathering.pk}/"
    assert "Somebody must organise it" in text(alice.post(f"{url}hosts/end/", follow=True))
    alice.post(f"{url}hosts/", {"person": bruno.pk})
    assert alice.post(f"{url}hosts/", {"person": make_person(timezone.now()).pk}).status_code == 404
    assert "You have handed it over" in text(alice.post(f"{url}hosts/end/", follow=True))
    assert alice.get(url).status_code == 404
    organiser = reader(bruno)
    assert organiser.post(f"{url}end/", {"reason": ""}).status_code == 400
    told = organiser.post(
        f"{url}end/", {"reason": "La salle est prise.", "sure": "on"}, follow=True
    )
    assert "Called off: La salle est prise. Nobody pays anything." in text(told)
    assert "The clust takes nobody any more" in text(organiser.post(f"{url}link/", follow=True))


def test_it_does_not_close_early_while_places_are_left(gathering: Gathering) -> None:
    answer = reader(gathering.founder).post(f"/private/{gathering.pk}/closing/")
    assert answer.status_code == 400
    assert "Places are left" in text(answer)


def test_those_let_go_read_why(gathering: Gathering) -> None:
    bruno = named("Bruno", timezone.now())
    join(gathering, bruno, now=timezone.now())
    call_off_gathering(
        gathering=gathering, person=gathering.founder, reason="Trop tard.", now=timezone.now()
    )
    client = reader(bruno)
    assert "Called off: Trop tard." in text(client.get(page_of(gathering)))
    pledge = Pledge.objects.get(person=bruno)
    assert client.get(f"/pledges/{pledge.pk}/").status_code == 200
