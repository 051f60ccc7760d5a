"""What arrives: the right words and amounts, in the reader's language, as text and as HTML."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.urls import resolve

from clust.campaigns.actions.amending import extend_campaign, release_pledges
from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.campaigns.actions.pledging import place_pledge, withdraw_pledge
from clust.campaigns.models import Campaign
from clust.notices.actions import (
    tell_closing_soon,
    tell_extension,
    tell_purchase,
    tell_receipts,
    tell_release,
    tell_result,
)
from clust.notices.models import Notice
from clust.notices.sending import send_notices
from clust.orders.actions import order_allotments
from clust.people.models import Person
from clust.supply.actions.purchasing import purchase
from clust.supply.models import PurchaseOrder
from tests.notices.conftest import Post
from tests.notices.members import member, tell_steps
from tests.payments.sales import buy
from tests.subsidised import budget, buy_subsidised, plan, staff
from tests.world import DAY, WEEK, World, make_address, make_campaign, pledge

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
FRENCH, ENGLISH = "camille@clust.example", "alex@clust.example"


def send_all(now: datetime = DAY) -> None:
    tell_steps(now)
    tell_receipts(now=now, since=DAY - HOUR)
    send_notices(Notice.objects.due_to_send(now), now=now)


def text(mail: EmailMessage) -> str:
    return part(mail, "plain")


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return plain(str(body.get_content()))


def plain(words: str) -> str:
    """Return words with one simple space between them, wherever lines and amounts break."""
    return " ".join(words.split())


def attachments(mail: EmailMessage) -> dict[str, str]:
    return {part.get_filename() or "": str(part.get_content()) for part in mail.iter_attachments()}


def test_a_receipt_says_one_sum_where_a_community_pays_a_part(world: World, post: Post) -> None:
    plan(budget(world), per_mille=200)
    campaign, anne = make_campaign(world, [(1, 7900)]), staff(world)
    EmailAddress.objects.create(user=anne, email=ENGLISH, verified=True, primary=True)
    Person.objects.filter(pk=anne.pk).update(language="en")
    buy_subsidised(world, campaign, person=anne)
    send_all()
    (receipt,) = post.mails
    said = text(receipt)
    most = re.search(r"Whatever happens, you pay at most (€[0-9.]+), delivery included", said)
    assert most
    assert f"You pay at most, delivery included: {most[1]}" in said
    assert "Clust pays: €15.80" in said


def test_the_receipt_carries_the_contract(world: World, post: Post) -> None:
    camille, campaign = member(FRENCH, name="Camille"), make_campaign(world)
    place_pledge(
        campaign=campaign,
        person=camille,
        variant=campaign.product.variants.all()[0],
        units=2,
        maximum_cents=4500,
        waits=True,
        shown_cents=5000,
        delivery_option=world.parcel,
        address=make_address(camille),
        now=DAY,
    )
    send_all()
    (mail,) = post.mails
    said = text(mail)
    assert "Bonjour Camille," in said
    assert "Vous attendez 45,00 €" in said
    assert "94,90 €" in said
    assert "Clust SAS" in said
    assert "9 mars 2026 à 10:00" in said
    assert "3 rue Neuve" in said
    papers = attachments(mail)
    assert "CGV" in papers["conditions-de-vente-v1.html"]
    assert "Formulaire de rétractation" in papers["formulaire-de-retractation.html"]


def test_what_is_bought_now_says_that_it_is_charged_now(world: World, post: Post) -> None:
    campaign = make_campaign(world, asks_for_card=True, ships_singles=True)
    alex = member(ENGLISH, language="en")
    buy(world, campaign, person=alex, direct=True)
    send_all()
    said = text(post.mails[0])
    assert "your card is charged at once" in said
    assert "we give you the difference back" in said
    assert "you may withdraw freely" not in said
    assert "until 14 days after the last parcel" in said


def test_english_readers_are_written_to_in_english(world: World, post: Post) -> None:
    alex = member(ENGLISH, language="en", zone="America/New_York")
    pledge(world, make_campaign(world), 2, person=alex)
    send_all()
    (mail,) = post.mails
    assert mail["Subject"] == "Your receipt: 2 × Bouilloire"
    assert "You are in!" in text(mail)
    assert "€100.00" in text(mail)
    assert "9 March 2026 at 05:00" in text(mail)
    assert "Terms" in attachments(mail)["terms-of-sale-v1.html"]


def test_text_and_html_say_the_same(world: World, post: Post) -> None:
    pledge(world, make_campaign(world), 2, person=member(FRENCH))
    send_all()
    (mail,) = post.mails
    html = part(mail, "html")
    assert 'lang="fr"' in html
    for words in ("Vous y êtes !", "100,00 €", "Clust SAS", "/pledges/"):
        assert words in html
        assert words in text(mail)


def test_a_product_made_to_measure_has_no_withdrawal_form(world: World, post: Post) -> None:
    world.kettle.withdrawal_exception = "made_to_measure"
    world.kettle.save()
    pledge(world, make_campaign(world), person=member(FRENCH))
    send_all()
    assert list(attachments(post.mails[0])) == ["conditions-de-vente-v1.html"]
    assert "pas de droit de rétractation" in text(post.mails[0])


def test_names_cannot_break_out_of_a_mail(world: World, post: Post) -> None:
    world.kettle.name_fr = "Bouilloire <b>& fils</b>\nBcc: all@clust.example"
    world.kettle.save()
    pledge(world, make_campaign(world), person=member(FRENCH))
    send_all()
    (mail,) = post.mails
    assert "<b>& fils</b>" in mail["Subject"]
    assert mail["Bcc"] is None
    assert "Bouilloire &lt;b&gt;" in part(mail, "html")


def test_mails_say_who_sends_and_how_to_answer(world: World, post: Post) -> None:
    pledge(world, make_campaign(world), person=member(FRENCH))
    send_all()
    (mail,) = post.mails
    assert mail["From"].startswith("Clust <")
    assert mail["Reply-To"] == "bonjour@clust.example"
    assert mail["Message-ID"] == f"<notice-{Notice.objects.get().pk}@clust.example>"
    assert mail["Auto-Submitted"] == "auto-generated"


Story = Callable[[World, Person], tuple[Campaign, datetime]]


def withdrawn(world: World, person: Person) -> tuple[Campaign, datetime]:
    campaign = make_campaign(world)
    withdraw_pledge(pledge=pledge(world, campaign, 3, person=person), units=1, now=DAY)
    return campaign, DAY


def comes_in(world: World, person: Person) -> tuple[Campaign, datetime]:
    campaign = make_campaign(world, [(1, 5000), (6, 4000)])
    pledge(world, campaign, 5)
    pledge(world, campaign, 1, 4000, person=person)
    return campaign, DAY


def waits_again(world: World, person: Person) -> tuple[Campaign, datetime]:
    campaign = make_campaign(world, [(1, 5000), (6, 4000)])
    leaving = pledge(world, campaign, 5)
    pledge(world, campaign, 1, 4000, person=person)
    tell_steps(DAY)
    withdraw_pledge(pledge=leaving, now=DAY + HOUR)
    return campaign, DAY + HOUR


def pays_less(world: World, person: Person) -> tuple[Campaign, datetime]:
    campaign = make_campaign(world, [(1, 5000), (6, 4000)])
    pledge(world, campaign, 1, person=person)
    pledge(world, campaign, 5, now=DAY + HOUR)
    return campaign, DAY + HOUR


def gets_a_place(world: World, person: Person) -> tuple[Campaign, datetime]:
    campaign = make_campaign(world, [(1, 5000), (6, 4000)], cap=6)
    leaving = pledge(world, campaign, 4)
    pledge(world, campaign, 1, 4000)
    pledge(world, campaign, 3, 4000, person=person)
    pledge(world, campaign, 1, 4000)
    withdraw_pledge(pledge=leaving, units=3, now=DAY + HOUR)
    return campaign, DAY + HOUR


def closes_soon(world: World, person: Person) -> tuple[Campaign, datetime]:
    campaign = make_campaign(world, [(1, 5000), (6, 4000)])
    pledge(world, campaign, 4, person=person)
    evening = DAY + WEEK - timedelta(hours=20)
    tell_closing_soon(campaign, now=evening)
    return campaign, evening


def is_asked(world: World, person: Person) -> tuple[Campaign, datetime]:
    campaign = make_campaign(world, [(100, 5000)])
    pledge(world, campaign, 2, person=person)
    later = DAY + 2 * WEEK
    extension = extend_campaign(campaign=campaign, closes_at=later, person=None, now=DAY + HOUR)
    tell_extension(extension, now=DAY + HOUR)
    return campaign, DAY + HOUR


def is_released(world: World, person: Person) -> tuple[Campaign, datetime]:
    campaign, _ = is_asked(world, person)
    tell_release(release_pledges(campaign.extensions.get(), now=DAY + WEEK), now=DAY + WEEK)
    return campaign, DAY + WEEK


def buys(world: World, person: Person) -> tuple[Campaign, datetime]:
    campaign = make_campaign(world, [(1, 5000), (6, 4000)])
    pledge(world, campaign, 2, person=person)
    pledge(world, campaign, 4)
    return end(campaign)


def end(campaign: Campaign) -> tuple[Campaign, datetime]:
    clearing = clear_campaign(close_campaign(campaign, now=DAY + WEEK), now=DAY + WEEK)
    if clearing.gross_cents:
        order_allotments(clearing, now=DAY + WEEK)
        tell_purchase(purchase(clearing, now=DAY + WEEK), now=DAY + WEEK)
    tell_result(clearing, now=DAY + WEEK)
    return campaign, DAY + WEEK


def goes_without(world: World, person: Person) -> tuple[Campaign, datetime]:
    campaign = make_campaign(world)
    pledge(world, campaign, 2)
    pledge(world, campaign, 1, 3000, person=person)
    return end(campaign)


def are_too_few(world: World, person: Person) -> tuple[Campaign, datetime]:
    campaign = make_campaign(world, [(10, 5000)])
    pledge(world, campaign, 2, person=person)
    return end(campaign)


STORIES = [
    (withdrawn, "withdrawn", "Retiré : 1 × Bouilloire", "2 unités"),
    (comes_in, "in", "Vous y êtes ! Bouilloire à 40,00 €", "50,00 €"),
    (waits_again, "waiting", "Le prix est remonté à 50,00 €", "Relever mon maximum"),
    (pays_less, "fell", "Le prix baisse : Bouilloire à 40,00 €", "Faites passer !"),
    (gets_a_place, "place", "Une place s’est libérée : vous y êtes !", "40,00 €"),
    (closes_soon, "soon", "Bientôt la fin : Bouilloire à 50,00 €", "2 unités"),
    (is_asked, "renewal", "Vous restez ? Bouilloire", "16 mars 2026 à 10:00"),
    (is_released, "released", "Libérée : votre participation", "vous ne devez rien"),
    (buys, "result", "Prix final 40,00 €", "80,00 €"),
    (goes_without, "not_in", "Clos sans vous : Bouilloire à 50,00 €", "30,00 €"),
    (are_too_few, "not_reached", "Seuil de lancement non atteint : Bouilloire", "10 unités"),
]


@pytest.mark.parametrize(("story", "kind", "subject", "words"), STORIES)
def test_each_kind_arrives_once_with_its_words(
    world: World, post: Post, story: Story, kind: str, subject: str, words: str
) -> None:
    person = member(FRENCH)
    _, now = story(world, person)
    for _ in range(2):
        send_all(now)
    number = Notice.objects.get(kind=kind, person=person).pk
    (mail,) = [mail for mail in post.mails if mail["Message-ID"].startswith(f"<notice-{number}@")]
    assert subject in plain(mail["Subject"])
    assert words in text(mail)
    assert words in part(mail, "html")


@pytest.mark.parametrize("story", [story for story, *_ in STORIES])
def test_each_link_in_a_mail_leads_to_a_page(world: World, post: Post, story: Story) -> None:
    _, now = story(world, member(FRENCH))
    send_all(now)
    links = [word.strip("(),.") for mail in post.mails for word in text(mail).split()]
    ours = [word for word in links if word.startswith("https://clust.example")]
    assert ours
    for address in ours:
        assert resolve(urlsplit(address).path or "/")


def test_the_supplier_gets_the_order_to_file_and_to_import(world: World, post: Post) -> None:
    buys(world, member(FRENCH))
    send_all(DAY + WEEK)
    (mail,) = post.to("ventes@martin.example")
    number = PurchaseOrder.objects.get().number
    assert plain(mail["Subject"]) == f"Bon de commande {number} : 6 × Bouilloire"
    names = list(attachments(mail))
    assert names in ([f"{number}.pdf", f"{number}.csv"], [f"{number}.html", f"{number}.csv"])


def test_a_saving_is_shown_against_a_price_with_its_source(world: World, post: Post) -> None:
    world.kettle.reference_prices.create(
        gross_cents=6000, source="Grand magasin", seen_on=DAY.date()
    )
    buys(world, member(FRENCH))
    send_all(DAY + WEEK)
    (mail,) = [mail for mail in post.to(FRENCH) if "Prix final" in mail["Subject"]]
    assert "60,00 € (vu chez Grand magasin le 2 mars 2026)" in text(mail)
