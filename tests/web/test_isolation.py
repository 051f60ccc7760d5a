"""
Nobody of one storefront reads or changes anything of another: every address, asked and sent to.

The addresses are collected from the URL configuration; one with arguments that has no row in the
table of whose they are fails the test.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from clust import flow
from clust.campaigns.models import Campaign
from clust.commissions.actions.charging import charge_months
from clust.commissions.levels import month_start
from clust.commissions.models import CommissionStatement, FeeInvoice
from clust.contributions.models import ContributionStatement
from clust.hooks.actions.listening import listen
from clust.hooks.models import Event, EventMessage
from clust.keys.actions import make_key
from clust.orders.models import Order
from clust.partners.actions.keeping import give_tenure
from clust.partners.models import Agreement
from clust.people.actions import show_oneself
from clust.people.models import Person, Profile
from clust.storefronts.actions.admitting import admit, invite
from clust.storefronts.actions.domains import claim_domain
from clust.storefronts.actions.officers import invite_officer
from clust.storefronts.actions.sharing import share_with
from clust.storefronts.actions.tribes import found_tribe
from clust.storefronts.models import DeliveryOption, Officer, RollList, Sharing
from clust.subsidies.actions.planning import PlanTerms, make_plan, open_budget
from clust.talk.models import Comment, TalkHiding, TalkRuling
from clust.web.parts.invitations import SALT
from tests.partners.story import agreed, make_partner
from tests.talk.story import hide, object_, say
from tests.web.office.conftest import Shop, make_member, make_shop
from tests.wished import make_wish
from tests.world import WEEK, World, hold, make_campaign, make_product, make_world, pledge

pytestmark = pytest.mark.django_db

SECRETS = ("Théière secrète", "Club secret", "Tribu secrète", "ana@secret.example", "Ana Secret")
NOT_THEIRS = {302, 400, 401, 403, 404, 405, 409, 410, 415, 422, 429}
# Whose sites have guards of their own: who works at the desk, supplies, brings buyers.
GUARDED = {"desk", "supplier", "partner", "partners", "admin", "sandbox", "carriers", "mail"}
NOWHERE = 987_654
# Arguments beside the number of a row.
BESIDE = {"slug:kind": "clusts", "slug:size": "a4", "slug:word": "wishes"}
BESIDE |= {"slug:language": "fr", "str:language": "fr", "int:member": 1, "int:end": 1}

# Whose rows the addresses with arguments name: those of the other storefront.
OF: dict[str, str] = {}
OF |= dict.fromkeys(
    [
        "shop:campaign",
        "shop:campaign_live",
        "shop:totals",
        "shop:book",
        "shop:short",
        "shop:order_page",
        "shop:pledges",
        "shop:following",
        "shop:following_end",
        "api:campaign",
        "api:book",
    ],
    "campaign",
)
OF |= dict.fromkeys(
    [
        "shop:pledge",
        "shop:withdrawal",
        "shop:maximum",
        "shop:variant",
        "shop:renewal",
        "shop:pledge_address",
        "api:pledge",
        "api:withdrawal",
    ],
    "pledge",
)
OF |= dict.fromkeys(
    [
        "shop:order",
        "shop:payment",
        "shop:invoice",
        "shop:retraction",
        "shop:new_return",
        "shop:new_claim",
        "shop:new_thread",
        "shop:money_back",
        "shop:order_address",
        "shop:substitution",
        "shop:destinations",
        "api:order",
    ],
    "order",
)
OF |= dict.fromkeys(
    [
        "shop:wish",
        "shop:backing",
        "shop:backing_end",
        "shop:backing_again",
        "shop:backing_card",
        "shop:report_wish",
        "shop:appeal",
        "shop:short_wish",
        "api:wish",
        "api:backing",
        "api:new_backing",
        "api:no_backing",
        "office:report",
    ],
    "wish",
)
OF |= dict.fromkeys(["shop:tribe", "shop:membership", "shop:membership_end"], "tribe")
OF |= dict.fromkeys(
    [
        "shop:tribe_members",
        "shop:change_tribe",
        "shop:report_tribe",
        "shop:object_for_tribe",
        "shop:show_out",
        "shop:hand_over",
        "shop:let_in",
    ],
    "tribe",
)
OF |= dict.fromkeys(
    [
        "shop:comment",
        "shop:edit_comment",
        "shop:take_comment_back",
        "shop:thanks",
        "shop:report_comment",
        "shop:object_to_hiding",
    ],
    "comment",
)
OF |= {"shop:hold": "hold", "shop:hold_card": "hold", "shop:hold_end": "hold"}
OF |= {"office:officer_invitation": "officer_invitation", "office:officer": "officer"}
OF |= {"office:domain": "domain", "office:claim": "claim"}
OF |= {"office:invitation": "invitation", "office:member": "admission", "office:place": "place"}
OF |= dict.fromkeys(
    ["office:comment", "office:hide_comment", "office:let_comment_stay"],
    "comment",
)
OF |= dict.fromkeys(["office:tribe", "office:hide_tribe", "office:let_tribe_stay"], "tribe")
OF |= {"office:talk_objection": "objection", "office:key_revocation": "key"}
OF |= dict.fromkeys(["office:endpoint", "office:new_secret", "office:endpoint_end"], "endpoint")
OF |= {"office:resending": "message"}
OF |= dict.fromkeys(["office:budget", "office:plan_new"], "budget")
OF |= dict.fromkeys(["office:plan", "office:plan_end"], "plan")
OF |= dict.fromkeys(["office:roll_list", "office:roll_faults"], "roll_list")
OF |= dict.fromkeys(["office:contribution", "office:contribution_list"], "contribution")
OF |= dict.fromkeys(["office:earning", "office:earning_lines"], "earning")
OF |= {"office:fee": "fee", "shop:tribe_invitation": "tribe"}
OF |= {"office:shown": "campaign", "shop:joining": "token"}
OF |= {"shop:review": "product", "api:product": "product", "shop:place": "place"}
OF |= {"shop:place_code": "place", "shop:member": "profile", "shop:report_member": "profile"}
OF |= dict.fromkeys(["shop:share_image", "widget:card", "widget:code", "widget:frame"], "campaign")
OF |= dict.fromkeys(
    [
        "shop:change_tribe",
        "shop:hand_over",
        "shop:let_in",
        "shop:object_for_tribe",
        "shop:report_tribe",
        "shop:show_out",
        "shop:tribe_members",
    ],
    "tribe",
)
OF |= dict.fromkeys(
    [
        "api:endpoint",
        "api:messages",
        "api:new_secret",
        "api:no_endpoint",
        "api:resending",
        "api:secret",
        "shop:endpoint",
        "shop:endpoint_end",
        "shop:key_revocation",
        "shop:new_secret",
        "shop:resending",
        "shop:signed_form",
        "oidc_login",
        "oidc_callback",
        "oidc_link",
    ],
    "nobody",
)
OF |= {"shop:new_gathering": "product", "shop:conversation": "wish", "shop:paper": "campaign"}
# Rows that hang on one person, who is not the reader, wherever they are: a number of nobody's.
OF |= dict.fromkeys(
    [
        "shop:withdrawn",
        "shop:call",
        "shop:card_replacement",
        "shop:card_removal",
        "shop:card_check",
        "shop:address",
        "shop:address_removal",
        "shop:retraction_receipt",
        "shop:return",
        "shop:return_label",
        "shop:return_sending",
        "shop:return_keeping",
        "shop:claim",
        "shop:thread",
        "shop:photo",
        "shop:credit_note",
        "shop:reception",
        "shop:pickup_list",
        "shop:arrival",
        "shop:project",
        "shop:votes",
        "shop:vote_end",
        "shop:questions",
        "shop:my_project",
        "shop:updates",
        "shop:milestones",
        "shop:milestone_end",
        "shop:answer",
        "shop:rights",
        "shop:contract",
        "shop:royalty_statement",
        "shop:short_project",
        "shop:gathering",
        "shop:gathering_csv",
        "shop:gathering_list",
        "shop:gathering_link",
        "shop:gathering_letters",
        "shop:gathering_hosts",
        "shop:gathering_host_end",
        "shop:gathering_end",
        "shop:gathering_closing",
        "shop:gathering_name",
        "shop:paper_blank",
        "shop:new_paper",
        "shop:paper_scan",
        "shop:paper_receipt",
        "shop:paper_invoice",
        "shop:paper_withdrawal",
        "shop:paper_money_back",
        "shop:paper_substitution",
        "shop:paper_renewal",
        "shop:notice",
        "api:parcel",
    ],
    "nobody",
)
# Links that whoever holds them may follow, pictures by unguessable names, what is everybody's.
FOR_HOLDERS = {
    "shop:feed",
    "shop:payout_account",
    "widget:script_version",
    "shop:guest_link",
    "shop:invitation",
    "shop:joining",
    "shop:no_letters",
    "shop:leave",
    "shop:leave_undo",
    "shop:handing",
    "shop:banner",
    "shop:link",
    "shop:member_picture",
    "shop:comment_photo",
    "shop:wish_picture",
    "shop:app_icon",
    "shop:service_worker",
    "shop:offline",
    "shop:terms_version",
    "language",
    "theme",
    "media",
    "account_confirm_email",
    "account_reset_password_from_key",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
}


@dataclass(frozen=True)
class Route:
    """An address: its name, how it is written, and the names of its arguments."""

    name: str
    pattern: str
    arguments: tuple[str, ...]

    @property
    def is_guarded(self) -> bool:
        return self.name.partition(":")[0] in GUARDED

    def address(self, key: Any) -> str:
        path = self.pattern
        for argument in self.arguments:
            told = BESIDE.get(argument, key) if len(self.arguments) > 1 else key
            path = path.replace(f"<{argument}>", str(told))
        return "/" + path


def routes() -> list[Route]:
    return sorted(_walk(get_resolver(), ()), key=lambda route: route.name)


def _walk(resolver: Any, names: tuple[str, ...], before: str = "") -> Iterator[Route]:
    for one in resolver.url_patterns:
        path = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            inside = (*names, one.namespace) if one.namespace else names
            yield from _walk(one, inside, path)
        else:
            found = tuple(part.partition(">")[0] for part in path.split("<")[1:])
            yield Route(":".join((*names, one.name or path)), path, found)


def known(route: Route) -> bool:
    return not route.arguments or route.is_guarded or route.name in FOR_HOLDERS or route.name in OF


def test_every_address_with_arguments_says_whose_they_are() -> None:
    """A new address needs its row in the tables above."""
    assert [route.name for route in routes() if not known(route) and "^" not in route.pattern] == []


@dataclass
class Two:
    """A storefront with secrets, and another one with people of its own."""

    secret: Shop
    other: Shop
    member: Person
    keys: dict[str, Any]


@pytest.fixture
def two() -> Two:
    now = timezone.now()
    world = make_world(now)
    secret = make_shop(world, "secret", admission="invited", catalogue="own", shares=False)
    other = make_shop(world, "other", catalogue="all", shares=False)
    member = make_member("bo@other.example", name="Bo")
    admit(storefront=other.storefront, person=member, how="itself", now=now)
    return Two(secret, other, member, _secrets(world, secret))


def _secrets(world: World, secret: Shop) -> dict[str, Any]:
    now = timezone.now()
    ana = make_member("ana@secret.example", name="Ana Secret")
    there = World(**{**vars(world), "storefront": secret.storefront})
    teapot = make_product(world.supplier, name="Théière secrète", now=now)
    campaign = make_campaign(there, product=teapot, now=now)
    asks = make_campaign(there, product=teapot, now=now, asks_for_card=True)
    sold = make_campaign(there, [(1, 3000)], product=teapot, now=now - 2 * WEEK)
    pledge(there, sold, person=ana, now=now - 2 * WEEK)
    flow.walk(now=now)
    wish = make_wish(there, ana, now=now)
    wish.__class__.objects.filter(pk=wish.pk).update(title="Théière secrète")
    told = {"storefront": secret.storefront, "now": now}
    tribe = found_tribe(person=ana, name="Tribu secrète", words="", is_open=True, **told)
    invitation = invite(by=secret.owner, days=7, **told)
    comment = say(there, campaign, "Théière secrète", person=ana, now=now)
    hidden = hide(there, say(there, campaign, "Théière secrète", person=ana, now=now), now=now)
    place = DeliveryOption.objects.create(
        storefront=secret.storefront,
        kind="pickup",
        name_fr="Club secret",
        name_en="Club secret",
        place="1 rue Secrète",
        gross_cents=0,
        started_at=now,
    )
    return {
        "campaign": campaign.pk,
        "pledge": pledge(there, campaign, person=ana, now=now).pk,
        "hold": hold(there, asks, person=ana, now=now).key,
        "order": Order.objects.get(person=ana).pk,
        "wish": wish.pk,
        "tribe": tribe.pk,
        "product": teapot.pk,
        "person": ana.pk,
        "profile": _shown(ana, "Ana Secret", secret, now).pk,
        "comment": comment.pk,
        "objection": object_(hidden, ana, now=now).pk,
        **_machines(secret, campaign, now),
        **_money(secret, now),
        "officer": Officer.objects.get(person=secret.owner).pk,
        "officer_invitation": invite_officer(
            storefront=secret.storefront,
            email="zoe@secret.example",
            role="host",
            by=secret.owner,
            now=now,
        ).pk,
        "domain": secret.storefront.domains.get().pk,
        "claim": claim_domain(host="tea.secret.example", by=secret.owner, **told).pk,
        "invitation": invitation.pk,
        "token": signing.dumps(invitation.pk, salt=SALT),
        "admission": admit(person=ana, how="invited", **told).pk,
        "place": place.pk,
        "nobody": NOWHERE,
    }


def _machines(secret: Shop, campaign: Campaign, now: datetime) -> dict[str, Any]:
    made = {"storefront": secret.storefront, "person": secret.owner, "now": now}
    made |= {"for_storefront": True}
    key, _ = make_key(name="Théière secrète", scopes=["campaigns:read"], **made)
    url = "https://93.184.215.14/Théière secrète"
    endpoint = listen(url=url, kinds=["campaign.opened"], **made)
    event = Event.objects.create(
        kind="campaign.opened",
        subject=campaign.pk,
        storefront=secret.storefront,
        data={},
        at=now,
    )
    message = EventMessage.objects.create(event=event, endpoint=endpoint, next_at=None, at=now)
    return {"key": key.pk, "endpoint": endpoint.pk, "message": message.pk}


def _money(secret: Shop, now: datetime) -> dict[str, Any]:
    shop, day = secret.storefront, now.date()
    spell = {"begins_on": day, "ends_on": day}
    made = {"person": secret.owner, "now": now}
    budget = open_budget(storefront=shop, name="Thé secret", cents=1, **spell, **made)
    plan = make_plan(budget=budget, terms=PlanTerms("Secret", day, day, fixed_cents=1), **made)
    listed = RollList.objects.create(
        storefront=shop, person=secret.owner, file_name="secret.csv", columns=["number"], at=now
    )
    owed = {"currency": "EUR", "month": day.replace(day=1), "until": now, "before_cents": 0}
    stated = ContributionStatement.objects.create(
        storefront=shop, subsidies_cents=0, returns_cents=0, due_on=day, at=now, **owed
    )
    partner = make_partner("Théière secrète")
    agreed(partner, from_on=date(2020, 1, 1))
    Agreement.objects.filter(partner=partner).update(month_cents=-100)
    keeps = {"storefront": shop, "partner": partner, "from_on": month_start(now).date()}
    charge_months(give_tenure(**keeps, person=None, now=now), now=now)
    earned = CommissionStatement.objects.create(
        partner=partner, accrued_cents=1, reversed_cents=0, payable_cents=0, at=now, **owed
    )
    return {
        "budget": budget.pk,
        "plan": plan.pk,
        "roll_list": listed.pk,
        "contribution": stated.pk,
        "earning": earned.pk,
        "fee": FeeInvoice.objects.get().pk,
    }


def _shown(person: Person, name: str, secret: Shop, now: datetime) -> Profile:
    everything = Sharing.What.values
    share_with(storefront=secret.storefront, person=person, what=everything, now=now)
    return show_oneself(person=person, name=name, now=now)


def asked(two: Two, *, guarded: bool) -> list[tuple[Route, str]]:
    found = []
    for route in routes():
        if "^" in route.pattern or route.name in FOR_HOLDERS or route.name.startswith("admin"):
            continue
        if route.is_guarded and not guarded:
            continue
        key = two.keys[OF[route.name]] if route.name in OF else 1
        found.append((route, route.address(key)))
    return found


def leaks(
    browser: Client, two: Two, method: str, *, but: str = "", guarded: bool = False
) -> list[str]:
    """Return the addresses that answer with more than a no, or say a secret."""
    found = []
    for route, path in asked(two, guarded=guarded):
        if method == "post" and route.name in ("account_logout", "shop:erasure"):
            continue
        answer = getattr(browser, method)(path)
        text = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
        said = [word for word in SECRETS if word != but and word.encode() in text]
        opened = route.arguments and answer.status_code not in NOT_THEIRS
        if said or opened or answer.status_code >= 500:
            found.append(f"{method} {path} ({route.name}): {answer.status_code} {said}")
    return found


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["member", "officer"])
def test_people_of_another_storefront_get_nothing_at_their_own(
    two: Two, who: str, method: str
) -> None:
    person = two.member if who == "member" else two.other.owner
    before = counted(two)
    guarded = who == "officer"
    assert leaks(two.other.reading(person), two, method, guarded=guarded) == []
    assert counted(two) == before


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["stranger", "officer"])
def test_people_of_another_storefront_get_nothing_where_it_is(
    two: Two, who: str, method: str
) -> None:
    person = None if who == "stranger" else two.other.owner
    before = counted(two)
    assert leaks(two.secret.reading(person), two, method, but="Club secret") == []
    assert counted(two) == before


def counted(two: Two) -> dict[str, Any]:
    """Return what somebody from outside could have changed."""
    storefront = two.secret.storefront
    storefront.refresh_from_db()
    return {
        "itself": [storefront.name, storefront.admission, storefront.catalogue, storefront.theme],
        "officers": list(storefront.officers.values_list("person", "open")),
        "people": list(storefront.admissions.values_list("person", "open")),
        "invited": storefront.invitations.count(),
        "hosts": list(storefront.domains.values_list("host", flat=True)),
        "claims": list(storefront.claims.values_list("host", "ended_at")),
        "units": Campaign.objects.get(pk=two.keys["campaign"]).gate.units,
        "hidden": TalkHiding.objects.filter(storefront=storefront).count(),
        "decided": TalkRuling.objects.count(),
        "said": Comment.objects.filter(storefront=storefront).count(),
        "keys": storefront.api_keys.filter(revocation=None).count(),
        "endpoints": list(storefront.endpoints.values_list("open", "secrets")),
        "sent": EventMessage.objects.filter(next_at=None).count(),
        "places": list(storefront.delivery_options.values_list("ended_at", flat=True)),
    }
