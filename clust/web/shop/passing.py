"""What somebody passes on: a clust, a wish or a project, and what to say of it now."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clust.web.parts import formats
from clust.web.parts.ladder_picture import draw
from clust.web.parts.projects import ProjectStanding
from clust.web.parts.standings import Standing, standing
from clust.web.shop import wall
from clust.web.shop.offers import Offer, offer_or_404, storefront_of
from clust.web.shop.projects import standing_or_404
from clust.web.shop.wall import WishCard
from clust.web.shop.wishes import backable_or_404
from clust.wishes.models import Wish


@dataclass(frozen=True, slots=True)
class Subject:
    """
    One of them at one moment; `kind` is its word in addresses, texts are translated.

    `line` says how it stands, `words` the same with its title. `drawn` returns its picture as SVG
    for a frame, `count` and `counted` a number to set above it where it shows none itself.
    """

    kind: str
    pk: int
    title: str
    line: str
    words: str
    lead: str
    call: str
    note: str
    fine: str
    link_label: str
    drawn: Callable[[str], str]
    count: str = ""
    counted: str = ""
    file: Any = None

    def picture(self, *, screen: bool) -> str:
        """Return the address of a picture of the thing, for a screen or for a printer."""
        return address_of(self.file, screen=screen)


def address_of(file: Any, *, screen: bool) -> str:
    """Return where a screen or a printer finds a file, and nothing where there is none."""
    if not file:
        return ""
    return str(file.url) if screen else Path(file.path).as_uri()


def subject_or_404(request: HttpRequest, kind: str, pk: int) -> Subject:
    """
    Return what is to be passed on, of what this reader may see here.

    :raises Http404: if there is none, or it is hidden
    :raises MovedOn: if it is a wish that was merged into another
    """
    now = timezone.now()
    if kind == "clusts":
        offer = offer_or_404(request, pk)
        return of_clust(offer, standing(offer.campaign, now))
    if kind == "wishes":
        rows = Wish.objects.filter(pk=backable_or_404(request, pk).pk)
        (card,) = wall.cards(
            wall.read(rows, storefront_of(request), now), storefront_of(request), None, now
        )
        return of_wish(card)
    return of_project(_public_or_404(standing_or_404(request, pk, now)))


def _public_or_404(one: ProjectStanding) -> ProjectStanding:
    if one.stage in ("proposed", "refused"):
        raise Http404
    return one


def of_clust(offer: Offer, stand: Standing) -> Subject:
    """Return a clust: its price, and how many are missing to the next."""
    product, campaign = offer.campaign.product, offer.campaign
    return Subject(
        kind="clusts",
        pk=campaign.pk,
        title=product.name,
        line=clust_line(stand),
        words=clust_words(offer, stand),
        lead=_("The more of us join, the less everybody pays."),
        call=_("On se fait un clust ? Scan and join."),
        note=_open_until(stand),
        fine=_fine(offer),
        link_label=_("Link to this clust"),
        drawn=lambda frame: draw(stand.picture("poster"), frame),
        file=offer.pictures[0].file if offer.pictures else None,
    )


def clust_line(stand: Standing) -> str:
    """Return where a clust stands, in a sentence without its name."""
    said = {"price": formats.money(stand.price_cents, stand.campaign.currency)}
    if stand.stage == "cleared":
        return _("Final price: %(price)s, the same for everybody.") % said
    if stand.stage in ("closing", "not_reached"):
        return _("This clust takes nobody any more.")
    step = stand.next_step
    if not step:
        return _("The price fell to %(price)s for everybody.") % said
    said |= {"next": formats.money(step.price_cents, stand.campaign.currency)}
    return _("%(n)s more, and everybody pays %(next)s.") % (
        said | {"n": formats.units(stand.missing)}
    )


def clust_words(offer: Offer, stand: Standing) -> str:
    """Return what to write to friends: the price now, and how many are missing to the next."""
    currency = offer.campaign.currency
    said = {
        "name": offer.campaign.product.name,
        "price": formats.money(stand.price_cents, currency),
    }
    step = stand.next_step
    if not step or not (stand.is_live or stand.stage == "planned"):
        return f"{said['name']} – {clust_line(stand)}"
    said |= {"n": formats.units(stand.missing), "next": formats.money(step.price_cents, currency)}
    return _("%(name)s at %(price)s: %(n)s more, and everybody pays %(next)s.") % said


def _open_until(stand: Standing) -> str:
    if not stand.is_live:
        return _("This clust takes nobody any more.")
    said = {"moment": formats.moment(stand.campaign.closes_at)}
    return _("Until %(moment)s. You name the most you pay, and pay the final price.") % said


def _fine(offer: Offer) -> str:
    said = {
        "moment": formats.moment(timezone.now()),
        "seller": offer.seller.name,
        "city": offer.seller.city,
    }
    fine = _(
        "Prices with tax, without delivery, as of %(moment)s; the page shows where the price "
        "stands. Sold by %(seller)s, %(city)s."
    )
    if offer.campaign.product.withdrawal_exception:
        return fine % said
    return f"{fine % said} " + _("14 days to withdraw.")


def of_wish(card: WishCard) -> Subject:
    """Return a wish: how many people want it, and how many it takes to go and ask."""
    people = int(card.wish.people)
    counted = ngettext("person wants it", "people want it", people)
    return Subject(
        kind="wishes",
        pk=card.wish.pk,
        title=card.wish.title,
        line=_wish_line(card),
        words=_("%(name)s – %(n)s %(counted)s already. You too?")
        % {"name": card.wish.title, "n": formats.units(people), "counted": counted},
        lead=_("The more want it, the lower the price we can negotiate."),
        call=_("They want it! Scan and say “me too”."),
        note=_("A wish is no order: you owe nothing, and name your price if you like."),
        fine=_("As of %(moment)s.") % {"moment": formats.moment(timezone.now())},
        link_label=_("Link to this wish"),
        drawn=lambda _frame: str(card.dots),
        count=formats.units(people),
        counted=counted,
        file=_file_of(card.wish),
    )


def _wish_line(card: WishCard) -> str:
    missing = card.crowd.missing
    if not missing:
        return _("The more want it, the lower the price we can negotiate.")
    said = ngettext(
        "About %(n)s more person, and we ask suppliers.",
        "About %(n)s more people, and we ask suppliers.",
        missing,
    )
    return said % {"n": formats.units(missing)}


def _file_of(wish: Wish) -> Any:
    pictures = list(wish.pictures.all())
    if pictures:
        return pictures[0].file
    look = getattr(wish, "look", None)
    return look.file if look and look.file else None


def of_project(one: ProjectStanding) -> Subject:
    """Return a project: its votes, and how many win."""
    wish = one.project.wish
    counted = _("of the %(goal)s votes that win") % {"goal": formats.units(one.goal)}
    pictures = list(wish.pictures.all())
    return Subject(
        kind="projects",
        pk=one.project.pk,
        title=wish.title,
        line=_project_line(one),
        words=f"{wish.title} – {_project_line(one)}",
        lead=_("If enough of us want it, it gets made."),
        call=_("Scan and vote for it."),
        note=_project_note(one),
        fine=_("As of %(moment)s.") % {"moment": formats.moment(timezone.now())},
        link_label=_("Link to this project"),
        drawn=lambda _frame: str(one.dots.drawn()),
        count=formats.units(one.units),
        counted=counted,
        file=pictures[0].file if pictures else None,
    )


def _project_line(one: ProjectStanding) -> str:
    if not one.is_voting:
        return str(one.label).capitalize() + "."
    said = {
        "n": formats.units(one.missing),
        "price": formats.money(one.price_cents, one.project.wish.currency),
    }
    if not one.missing:
        return _("The goal is reached: every further vote makes it surer. %(price)s.") % said
    return (
        ngettext(
            "%(n)s more vote at %(price)s, and it gets made.",
            "%(n)s more votes at %(price)s, and it gets made.",
            one.missing,
        )
        % said
    )


def _project_note(one: ProjectStanding) -> str:
    if not one.is_voting or one.vote is None:
        return _("The vote is over.")
    said = {"moment": formats.moment(one.vote.until)}
    return _("Until %(moment)s. A vote is no order: you owe nothing.") % said
