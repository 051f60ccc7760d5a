"""What a buyer does after the sale, page by page."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from clust.orders.models import Cancellation, Order
from clust.people.models import Person
from clust.returns.models import Claim, Message, Photo, Retraction, Return, Thread
from tests.returns.story import CAME, CLOSED, bought, delivered
from tests.world import World, make_person, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture(autouse=True)
def today(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.DATA = tmp_path
    with time_machine.travel(CAME + timedelta(hours=2), tick=False):
        yield


@pytest.fixture
def order(world: World, alice: Person) -> Order:
    return delivered(world, person=alice)


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> SimpleUploadedFile:
    written = BytesIO()
    Image.new("RGB", size, "red").save(written, kind)
    return SimpleUploadedFile("red.jpg", written.getvalue(), "image/jpeg")


def form(**said: Any) -> dict[str, Any]:
    return {
        "units": 1,
        "reason": "damaged",
        "wish": "refund",
        "words": "The lid is broken.",
        "key": str(uuid4()),
        **said,
    }


# Withdrawing


def test_in_two_steps_with_the_words_of_the_law(signed_in: Client, order: Order) -> None:
    page = signed_in.get(f"/orders/{order.pk}/retraction/").content.decode()
    assert "Withdraw from the contract here" in page
    confirm = signed_in.get(f"/orders/{order.pk}/retraction/?units=3").content.decode()
    assert "Confirm the withdrawal" in confirm
    assert not Retraction.objects.exists()
    answer = signed_in.post(
        f"/orders/{order.pk}/retraction/", {"units": 3, "key": str(uuid4())}, follow=True
    )
    assert "We have received your withdrawal" in answer.content.decode()
    assert Return.objects.get().units == 3


def test_of_a_single_unit_nobody_is_asked_how_many(
    signed_in: Client, world: World, alice: Person
) -> None:
    single = delivered(world, person=alice, units=1)
    page = signed_in.get(f"/orders/{single.pk}/retraction/").content.decode()
    assert "Confirm the withdrawal" in page
    assert not Retraction.objects.exists()


def test_in_french_the_words_are_the_law_s(order: Order, alice: Person) -> None:
    alice.language = "fr"
    alice.save()
    client = Client(headers={"Accept-Language": "fr"})
    client.force_login(alice)
    path = f"/orders/{order.pk}/retraction/"
    assert "Renoncer au contrat ici" in client.get(path).content.decode()
    assert "Confirmer la rétractation" in client.get(f"{path}?units=1").content.decode()


def test_before_it_left_the_refund_begins_at_once(
    signed_in: Client, world: World, alice: Person
) -> None:
    order = bought(world, person=alice)
    page = signed_in.get(f"/orders/{order.pk}/retraction/?units=3").content.decode()
    assert "€79.90" in page
    signed_in.post(f"/orders/{order.pk}/retraction/", {"units": 3, "key": str(uuid4())})
    assert Cancellation.objects.get().total_gross_cents == 7990


def test_pressed_twice_it_is_one(signed_in: Client, order: Order) -> None:
    said = {"units": 1, "key": str(uuid4())}
    first, second = (
        signed_in.post(f"/orders/{order.pk}/retraction/", said)["Location"] for _ in range(2)
    )
    assert first == second
    assert Retraction.objects.count() == 1


def test_a_visitor_needs_no_account(client: Client, order: Order) -> None:
    page = client.get(f"/orders/{order.pk}/retraction/")
    assert page.status_code == 200
    assert "No account is needed" in page.content.decode()
    assert client.get("/retractions/").status_code == 200


def test_too_late_says_until_when_it_was(signed_in: Client, order: Order) -> None:
    with time_machine.travel(CAME + timedelta(days=20)):
        signed_in.force_login(order.person)
        page = signed_in.get(f"/orders/{order.pk}/retraction/").content.decode()
        assert "ended with 26 March 2026" in page
        said = {"units": 1, "key": str(uuid4())}
        assert signed_in.post(f"/orders/{order.pk}/retraction/", said).status_code == 409
    assert not Retraction.objects.exists()


def test_an_excepted_product_says_why(signed_in: Client, world: World, alice: Person) -> None:
    order = delivered(world, person=alice, exception="made_to_measure")
    page = signed_in.get(f"/orders/{order.pk}/retraction/").content.decode()
    assert "made to measure" in page
    assert "L221-28" in page


def test_a_sealed_product_asks_for_its_seal(signed_in: Client, world: World, alice: Person) -> None:
    order = delivered(world, person=alice, exception="sealed")
    path = f"/orders/{order.pk}/retraction/"
    assert signed_in.post(path, {"units": 1, "key": str(uuid4())}).status_code == 400
    said = {"units": 1, "intact": "on", "key": str(uuid4())}
    assert signed_in.post(path, said).status_code == 302


@pytest.mark.parametrize("units", ["0", "-1", "4", "99999999999999999999", "x", ""])
def test_a_wrong_number_of_units_is_refused(signed_in: Client, order: Order, units: str) -> None:
    path = f"/orders/{order.pk}/retraction/"
    assert signed_in.post(path, {"units": units, "key": str(uuid4())}).status_code == 400
    assert signed_in.get(f"{path}?units={units}").status_code == 400
    said = form(units=units)
    assert signed_in.post(f"/orders/{order.pk}/returns/new/", said).status_code == 400
    assert not Retraction.objects.exists()


# Somebody else's


def test_somebody_else_s_is_not_there(client: Client, world: World, order: Order) -> None:
    signed = Client()
    signed.force_login(order.person)
    signed.post(f"/orders/{order.pk}/returns/new/", form(photos=[picture()]))
    signed.post(f"/orders/{order.pk}/retraction/", {"units": 1, "key": str(uuid4())})
    signed.post(f"/orders/{order.pk}/claims/new/", form(wish="repair"))
    back, thread = Return.objects.all()[0], Thread.objects.all()[0]
    stranger = Client()
    stranger.force_login(make_person(CAME))
    for path in (
        f"/orders/{order.pk}/retraction/",
        f"/orders/{order.pk}/returns/new/",
        f"/orders/{order.pk}/claims/new/",
        f"/orders/{order.pk}/messages/new/",
        f"/retractions/{Retraction.objects.get().pk}/",
        f"/returns/{back.pk}/",
        f"/returns/{back.pk}/label/",
        f"/claims/{Claim.objects.get().pk}/",
        f"/my/messages/{thread.pk}/",
        f"/my/photos/{Photo.objects.get().pk}/",
    ):
        assert signed.get(path).status_code == 200, path
        assert stranger.get(path).status_code == 404, path
    for path in (f"/returns/{back.pk}/sending/", f"/returns/{back.pk}/keeping/"):
        assert stranger.post(path, {"carrier": "C", "tracking": "1"}).status_code == 404


# Sending back


def test_from_asking_to_proof(signed_in: Client, order: Order) -> None:
    answer = signed_in.post(f"/orders/{order.pk}/returns/new/", form(photos=[picture()]))
    back = Return.objects.get()
    assert answer["Location"] == f"/returns/{back.pk}/"
    page = signed_in.get(answer["Location"]).content.decode()
    assert back.number in page
    label = signed_in.get(f"/returns/{back.pk}/label/")
    assert label.content.startswith(b"%PDF") or b"<svg" in label.content
    signed_in.post(f"/returns/{back.pk}/sending/", {"carrier": "Colis", "tracking": "8R1"})
    assert "8R1" in signed_in.get(f"/returns/{back.pk}/").content.decode()


def test_a_return_may_be_called_off(signed_in: Client, order: Order) -> None:
    signed_in.post(f"/orders/{order.pk}/returns/new/", form())
    back = Return.objects.get()
    page = signed_in.post(f"/returns/{back.pk}/keeping/", follow=True).content.decode()
    assert "You keep it" in page


def test_script_in_words_is_shown_as_words(signed_in: Client, order: Order) -> None:
    nasty = "<script>alert(1)</script>"
    signed_in.post(f"/orders/{order.pk}/returns/new/", form(words=nasty))
    page = signed_in.get(f"/my/messages/{Thread.objects.get().pk}/").content.decode()
    assert nasty not in page
    assert "&lt;script&gt;" in page


def test_pictures_are_written_anew_and_seen_by_two(
    signed_in: Client, order: Order, tmp_path: Any
) -> None:
    signed_in.post(f"/orders/{order.pk}/returns/new/", form(photos=[picture(), picture("PNG")]))
    photo = Photo.objects.all()[0]
    shown = signed_in.get(f"/my/photos/{photo.pk}/")
    content = b"".join(shown.streaming_content)  # type: ignore[attr-defined]
    assert content[8:12] == b"WEBP"
    assert "no-store" in shown["Cache-Control"]
    assert len(list((tmp_path / "private").rglob("*.webp"))) == 2
    desk = Client()
    desk.force_login(make_person(CAME, is_staff=True))
    assert desk.get(f"/my/photos/{photo.pk}/").status_code == 200
    assert Client().get(f"/my/photos/{photo.pk}/").status_code == 302


def bomb() -> SimpleUploadedFile:
    written = BytesIO()
    Image.new("1", (20_000, 20_000)).save(written, "PNG")
    return SimpleUploadedFile("bomb.png", written.getvalue(), "image/png")


@pytest.mark.parametrize(
    "photos",
    [
        [SimpleUploadedFile("x.jpg", b"<script>", "image/jpeg")],
        [SimpleUploadedFile("x.svg", b"<svg onload='x()'/>", "image/svg+xml")],
        "bomb",
        [picture() for _ in range(6)],
    ],
    ids=["no picture", "drawing", "bomb", "six"],
)
def test_no_other_upload_is_kept(signed_in: Client, order: Order, photos: Any) -> None:
    said = form(photos=[bomb()] if photos == "bomb" else photos)
    answer = signed_in.post(f"/orders/{order.pk}/returns/new/", said)
    assert answer.status_code == 400
    assert not Return.objects.exists()
    assert not Photo.objects.exists()


def test_after_the_guarantee_the_page_says_since_when(signed_in: Client, order: Order) -> None:
    with time_machine.travel(CAME + timedelta(days=800)):
        signed_in.force_login(order.person)
        page = signed_in.get(f"/orders/{order.pk}/returns/new/").content.decode()
        assert "ended on 12 March 2028" in page


def test_a_claim_names_its_day(signed_in: Client, order: Order) -> None:
    answer = signed_in.post(f"/orders/{order.pk}/claims/new/", form(wish="repair"), follow=True)
    assert "11 April 2026" in answer.content.decode()


# Talking


def test_a_question_and_one_more(signed_in: Client, order: Order) -> None:
    said = {"subject": "delivery", "words": "Where is it?", "key": str(uuid4())}
    answer = signed_in.post(f"/orders/{order.pk}/messages/new/", said)
    signed_in.post(answer["Location"], {"words": "Hello?", "key": str(uuid4())})
    assert Message.objects.count() == 2
    assert "delivery" in signed_in.get("/my/messages/").content.decode()


def test_who_writes_very_often_is_asked_to_wait(signed_in: Client, order: Order) -> None:
    path = f"/orders/{order.pk}/messages/new/"
    codes = [
        signed_in.post(path, {"subject": "question", "words": "?", "key": str(uuid4())}).status_code
        for _ in range(21)
    ]
    assert codes.count(302) == 20
    assert codes[-1] == 429


def test_the_order_says_what_may_be_done(signed_in: Client, order: Order) -> None:
    page = signed_in.get(f"/orders/{order.pk}/").content.decode()
    assert f"/orders/{order.pk}/retraction/" in page
    assert "until 26 March 2026" in page
    with time_machine.travel(CLOSED + timedelta(days=40)):
        signed_in.force_login(order.person)
        page = signed_in.get(f"/orders/{order.pk}/").content.decode()
        assert "The right of withdrawal ended with" in page
        assert f"/orders/{order.pk}/returns/new/" in page
