"""People without internet: the form, entering it, what is printed for them."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from clust import flow
from clust.campaigns.models import Mandate
from clust.gatherings.models import Gathering, PaperForm
from clust.payments.models import TransferDue
from clust.people.models import Identity, Person
from clust.sourcing.models import Variant
from clust.web.shop import limits
from tests.gatherings.story import TEN_DAYS, offer, sign, start
from tests.web.shop.pages import text
from tests.world import World, make_award, make_card, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "write_pace", limits.Pace(1_000))


@pytest.fixture
def gathering(world: World, alice: Person) -> Gathering:
    Identity.objects.create(person=alice, name="Alice Martin")
    return start(world, alice, now=timezone.now())


def form(**changes: object) -> dict[str, object]:
    fields = {
        "name": "Marcelle Petit",
        "street": "1 rue Haute",
        "postcode": "69001",
        "city": "Lyon",
        "units": 2,
        "maximum": "50,00",
        "signed_on": timezone.localdate().isoformat(),
        "pays": "transfer",
        "key": uuid4(),
        "sure": "on",
    }
    return {**fields, **changes}


def enter(client: Client, gathering: Gathering, **changes: object):  # type: ignore[no-untyped-def]
    variant = gathering.campaign.product.variants.earliest("pk").pk
    told = form(**{"variant": variant, **changes})
    return client.post(f"/private/{gathering.pk}/papers/new/", told, follow=True)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Order with obligation to pay"),
        ("fr", "Commande avec obligation de paiement"),
    ],
)
def test_the_form_says_what_an_order_must_say(
    signed_in: Client, gathering: Gathering, language: str, words: str
) -> None:
    page = signed_in.get(f"/private/{gathering.pk}/papers/form/", {"in": language})
    assert f'lang="{language}"' in page.content.decode()
    assert words in text(page)
    assert "Clust SAS" in text(page)
    assert "252" in text(page)


def test_the_form_says_in_french_on_which_day_the_clust_closes(
    signed_in: Client, gathering: Gathering
) -> None:
    page = text(signed_in.get(f"/private/{gathering.pk}/papers/form/", {"in": "fr"}))
    closes_at = timezone.localtime(gathering.campaign.closes_at)
    assert f"Le clust se termine le {closes_at.day}" in page


def test_what_an_order_costs_at_most_counts_the_surcharge_of_its_variant(
    signed_in: Client, gathering: Gathering
) -> None:
    product = gathering.campaign.product
    copper = Variant.objects.create(product=product, name_fr="Cuivre", surcharge_gross_cents=300)
    page = text(signed_in.get(f"/private/{gathering.pk}/papers/form/", {"in": "fr"}))
    page = page.replace("\u202f", " ")
    most = page[page.index("Le maximum que cela") :][:400]
    assert "à 50,00 € l’unité 52,00 € 102,00 €" in most
    assert "Cuivre · à 53,00 € l’unité 55,00 € 108,00 €" in most
    entered = text(enter(signed_in, gathering, variant=copper.pk))
    receipt = text(signed_in.get(f"/private/papers/{PaperForm.objects.get().pk}/receipt/"))
    for said in (entered, receipt):
        assert (
            "At most, a unit €50.00 Surcharge of the variant + €3.00 a unit Delivery €2.00" in said
        )
        assert "The most it can cost, all in €108.00" in said


def test_the_form_is_printed_as_pdf(signed_in: Client, gathering: Gathering) -> None:
    pdf = signed_in.get(f"/private/{gathering.pk}/papers/form/", {"as": "pdf"})
    assert pdf.content.startswith(b"%PDF")


def test_a_form_paid_by_transfer_is_in_at_once(signed_in: Client, gathering: Gathering) -> None:
    answer = enter(signed_in, gathering)
    assert "In, with 2 units." in text(answer)
    assert "€102.00" in text(answer)
    assert "by bank transfer" in text(answer)
    listed = text(signed_in.get(f"/private/{gathering.pk}/"))
    assert "Marcelle Petit on paper in 2" in listed
    receipt = text(signed_in.get(f"/private/papers/{PaperForm.objects.get().pk}/receipt/"))
    assert "Marcelle Petit" in receipt


def test_a_form_below_the_price_waits(signed_in: Client, gathering: Gathering) -> None:
    enter(signed_in, gathering, maximum="41,00")
    page = text(signed_in.get(f"/private/papers/{PaperForm.objects.get().pk}/"))
    assert "2 units wait: the price is above what was signed" in page
    assert "In, with 2 units" not in page


def test_the_organiser_reads_what_the_buyer_is_to_transfer(
    signed_in: Client, gathering: Gathering
) -> None:
    paper = sign(gathering, now=timezone.now())
    flow.walk(now=gathering.campaign.closes_at + timedelta(minutes=1))
    due = TransferDue.objects.get(order__person=paper.hold.person)
    said = text(signed_in.get(f"/private/papers/{paper.pk}/"))
    assert "Transfer awaited" in said
    assert due.reference in said.replace(" ", "")


def test_the_organisers_card_carries_it(signed_in: Client, gathering: Gathering) -> None:
    card = make_card(gathering.founder, now=timezone.now())
    answer = enter(signed_in, gathering, pays=f"card{card.pk}")
    assert "In, with 2 units." in text(answer)
    assert Mandate.objects.get().card == card
    assert Mandate.objects.get().most_gross_cents == 10_200


def test_a_card_that_is_refused_orders_nothing(signed_in: Client, gathering: Gathering) -> None:
    card = make_card(gathering.founder, now=timezone.now(), method="declined-1")
    answer = enter(signed_in, gathering, pays=f"card{card.pk}")
    assert answer.status_code == 200
    assert not Mandate.objects.exists() or "In, with" in text(answer)


def test_somebody_elses_card_carries_nothing(signed_in: Client, gathering: Gathering) -> None:
    card = make_card(make_person(timezone.now()), now=timezone.now())
    assert enter(signed_in, gathering, pays=f"card{card.pk}").status_code == 400
    assert not PaperForm.objects.exists()


def test_what_cannot_be_is_said_at_its_field(signed_in: Client, gathering: Gathering) -> None:
    ahead = (timezone.localdate() + timedelta(days=2)).isoformat()
    answer = enter(signed_in, gathering, signed_on=ahead)
    assert "That day lies ahead" in text(answer)
    fake = SimpleUploadedFile("form.jpg", b"<script>", "image/jpeg")
    assert "no picture that we can keep" in text(enter(signed_in, gathering, scan=fake))
    assert not PaperForm.objects.exists()


def test_its_photo_is_rewritten_and_seen_by_organisers_only(
    signed_in: Client, gathering: Gathering
) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(drawn, "JPEG")
    photo = SimpleUploadedFile("form.jpg", drawn.getvalue(), "image/jpeg")
    enter(signed_in, gathering, scan=photo)
    path = f"/private/papers/{PaperForm.objects.get().pk}/scan/"
    shown = signed_in.get(path)
    assert shown["Content-Type"] == "image/webp"
    assert b"".join(shown.streaming_content)[8:12] == b"WEBP"  # type: ignore[arg-type]
    stranger = Client()
    stranger.force_login(make_person(timezone.now()))
    assert stranger.get(path).status_code == 404
    for paper in ("", "receipt/", "invoice/", "withdrawal/"):
        assert stranger.get(path.replace("scan/", paper)).status_code == 404


def test_what_is_taken_back_in_writing_is_entered(signed_in: Client, gathering: Gathering) -> None:
    paper = sign(gathering, now=timezone.now())
    today = timezone.localdate().isoformat()
    url = f"/private/papers/{paper.pk}/withdrawal/"
    too_many = signed_in.post(url, {"units": 3, "signed_on": today, "sure": "on"})
    assert "There are fewer left." in text(too_many)
    told = signed_in.post(url, {"units": 1, "signed_on": today, "sure": "on"}, follow=True)
    assert "In, with 1 unit." in text(told)
    assert "1 unit taken back in writing" in text(told)


def test_after_the_close_there_is_an_order_and_no_more_forms(
    signed_in: Client, gathering: Gathering
) -> None:
    sign(gathering, now=timezone.now())
    flow.walk(now=timezone.now() + TEN_DAYS)
    assert "takes no pledges any more" in text(enter(signed_in, gathering))


def test_a_form_is_refused_in_words_where_too_few_places_are_left(
    world: World, signed_in: Client, alice: Person
) -> None:
    award = make_award(world.kettle, capacity=5, now=timezone.now())
    offering = offer(world, timezone.now(), award=award)
    gathering = start(world, alice, offering=offering, now=timezone.now())
    enter(signed_in, gathering, units=4)
    answer = enter(signed_in, gathering, units=2)
    assert answer.status_code == 400
    assert "Only 1 unit is left. Take fewer." in text(answer)
    assert PaperForm.objects.count() == 1
