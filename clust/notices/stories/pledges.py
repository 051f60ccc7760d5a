"""What a single pledge calls for: its receipt, a withdrawal's, a new yes, a release."""

from datetime import datetime

from django.utils.translation import gettext as _

from clust.base.formats import day, moment, units
from clust.campaigns.models import Campaign, Extension, Hold, Pledge, Release, Withdrawal
from clust.gatherings.models import GatheringEnd
from clust.notices.links import link, link_path
from clust.notices.models import Notice
from clust.notices.papers import contract_papers
from clust.notices.speaking import who_speaks
from clust.notices.stories.parts import (
    Action,
    Fact,
    Story,
    cents,
    delivery,
    held,
    is_in,
    open_story,
    pledges_of,
    promised_share,
    scene,
    small_print,
    what,
    who_pays,
)
from clust.orders.shares import Share
from clust.sponsoring.models import sponsor_link_of


def receipt(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return the receipt of a pledge: the contract, its conditions and its papers."""
    pledge = (
        Pledge.objects.with_left()
        .select_related("variant", "delivery_option", "address")
        .get(pk=notice.fact)
    )
    share = promised_share(pledge)
    replaced = Withdrawal.objects.filter(
        pledge__campaign=campaign,
        pledge__person=notice.person_id,
        pledge__lt=pledge.pk,
        at=pledge.at,
    )
    story = open_story(
        campaign,
        now,
        {
            "what": what(pledge.units, campaign.product.name, pledge.variant.name),
            "maximum": cents(campaign, pledge.maximum_gross_cents),
            "most": cents(campaign, share.you_pay_cents if share else pledge.most_it_can_cost()),
            "is_in": is_in(pledge, campaign),
            "replaces": replaced.exists(),
            "fixed": campaign.is_fixed_price,
            "direct": Hold.objects.filter(end__pledge=pledge, direct=True).exists(),
            "delivered": day(campaign.delivery_on),
        },
        contract(pledge, campaign, share),
    )
    story.actions = [
        Action(_("Follow my clust"), link("pledge", pledge.pk)),
        Action(_("Withdraw"), link("withdrawal", pledge.pk)),
        *_pass_on(pledge, campaign, now),
    ]
    story.small = small_print(campaign)
    story.papers = contract_papers(campaign, str(pledge.pk))
    return story


def _pass_on(pledge: Pledge, campaign: Campaign, now: datetime) -> list[Action]:
    """Return the way to pass a clust on by a sponsor's own link, where they have one."""
    speaker = who_speaks()
    shop = speaker.storefront if speaker else campaign.storefront
    own = sponsor_link_of(pledge.person, shop, now)
    if own is None or not campaign.listings.filter(storefront=shop).exists():
        return []
    address = f"{link('link', own.code)}?to={link_path('short', campaign.pk)}"
    return [Action(_("Pass it on by my link"), address)]


def contract(pledge: Pledge, campaign: Campaign, share: Share | None) -> list[Fact]:
    """Return the terms of one pledge, line by line."""
    product, option = campaign.product, pledge.delivery_option
    surcharge = pledge.surcharge_gross_cents
    facts = [
        Fact(_("Pledge"), _("no. %(number)s") % {"number": pledge.pk}),
        Fact(_("Placed"), moment(pledge.at)),
        Fact(_("Seller"), campaign.terms.seller.name),
        Fact(_("Product"), what(pledge.units, product.name, pledge.variant.name)),
        Fact(_("Highest price per unit"), cents(campaign, pledge.maximum_gross_cents)),
        Fact(_("Delivery"), f"{option.name}, {cents(campaign, option.gross_cents)}"),
        *delivery(pledge)[1:],
        Fact(
            _("The most it can cost, delivery included"),
            cents(campaign, pledge.most_it_can_cost()),
            strong=share is None,
        ),
        *who_pays(share, campaign, at_most=True),
        Fact(_("Closes"), moment(campaign.closes_at)),
        Fact(_("Delivered by"), day(campaign.delivery_on)),
    ]
    if surcharge:
        facts.insert(5, Fact(_("Surcharge per unit"), cents(campaign, surcharge)))
    if pledge.up_to > pledge.units:
        extra = _("up to %(n)s, to fill a case") % {"n": units(pledge.up_to)}
        facts.insert(4, Fact(_("Quantity accepted"), extra))
    if pledge.fewer:
        facts.insert(4, Fact(_("If a case cannot be filled"), _("fewer units are fine")))
    return facts


def withdrawn(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return the receipt of a withdrawal."""
    withdrawal = Withdrawal.objects.select_related("pledge__variant").get(pk=notice.fact)
    pledge = Pledge.objects.with_left().get(pk=withdrawal.pledge_id)
    gone = what(withdrawal.units, campaign.product.name, withdrawal.pledge.variant.name)
    return Story(
        says={**scene(campaign), "what": gone, "left": units(pledge.left), "any_left": pledge.left},
        facts=[
            Fact(_("Pledge"), _("no. %(number)s") % {"number": pledge.pk}),
            Fact(_("Withdrawn"), gone, strong=True),
            Fact(_("When"), moment(withdrawal.at)),
            Fact(_("Units left"), units(pledge.left)),
        ],
        actions=[Action(_("My clusts"), link("my_clusts"))],
    )


def renewal(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return the question whether a pledge shall hold for a later close."""
    extension = Extension.objects.get(pk=notice.fact)
    pledges = [pledge for pledge in pledges_of(notice) if pledge.at <= extension.at]
    story = open_story(
        campaign,
        now,
        {"old": moment(extension.was_closes_at), "new": moment(extension.closes_at)},
        held(pledges, campaign),
    )
    story.actions[:0] = [
        Action(_("Yes, keep pledge no. %(number)s") % {"number": p.pk}, link("renewal", p.pk))
        for p in pledges
    ]
    return story


def released(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return that pledges were let go at the old date."""
    release = Release.objects.get(pk=notice.fact)
    gone = Withdrawal.objects.filter(
        pledge__campaign=campaign,
        pledge__person=notice.person_id,
        cause=Withdrawal.RELEASED,
        at=release.at,
    ).select_related("pledge__variant")
    facts = [
        Fact(
            _("Pledge no. %(number)s") % {"number": row.pledge_id},
            what(row.units, campaign.product.name, row.pledge.variant.name),
        )
        for row in gone
    ]
    return Story(
        says=scene(campaign),
        facts=facts,
        actions=[Action(_("Take part again"), link("campaign", campaign.pk))],
    )


def called_off(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return that a private clust was called off, and why."""
    ended = GatheringEnd.objects.select_related("gathering").get(pk=notice.fact)
    said = {"gathering": ended.gathering.name, "reason": ended.reason}
    return Story(
        says=scene(campaign) | said,
        actions=[Action(_("See the clust"), link("campaign", campaign.pk))],
    )
