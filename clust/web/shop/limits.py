"""How often somebody may do a thing before they are asked to wait."""

from allauth.core import ratelimit
from django.http import HttpRequest

from clust.people.models import Person
from clust.web.parts.paces import Pace, network_of
from clust.web.parts.paces import paper_pace as paper_pace
from clust.web.parts.paces import too_often as too_often

PLEDGES_A_MINUTE = 600
LOOKS_A_MINUTE = 60
VISITS_A_MINUTE = 600
MESSAGES, MESSAGES_SECONDS = 20, 600.0
FOLLOWS_A_MINUTE = 60
NUMBERS, NUMBERS_SECONDS = 10, 600.0
CARDS_AGAIN = 600
POSTERS_A_MINUTE = 30
DRAWINGS_A_MINUTE = 120


pledge_pace = Pace(PLEDGES_A_MINUTE)
look_pace = Pace(LOOKS_A_MINUTE)
visit_pace = Pace(VISITS_A_MINUTE)
write_pace = Pace(MESSAGES, MESSAGES_SECONDS)
follow_pace = Pace(FOLLOWS_A_MINUTE)
number_pace = Pace(NUMBERS, NUMBERS_SECONDS)
# What is asked for by GET: ACCOUNT_RATE_LIMITS counts forms only.
print_pace = Pace(POSTERS_A_MINUTE)
draw_pace = Pace(DRAWINGS_A_MINUTE)


def may_ask_for_mail(request: HttpRequest, email: str) -> bool:
    """Count one more mail asked for; say whether it may leave (see ACCOUNT_RATE_LIMITS)."""
    return bool(ratelimit.consume(request, action="guest", key=email.lower()))


def may_use_cards(request: HttpRequest, person: Person) -> bool:
    """Count one more card sent to its provider; say whether it may be (ACCOUNT_RATE_LIMITS)."""
    return bool(ratelimit.consume(request, action="card", key=str(person.pk)))


def may_report(request: HttpRequest) -> bool:
    """Count one more report from this address; say whether it is taken (ACCOUNT_RATE_LIMITS)."""
    return bool(ratelimit.consume(request, action="report"))


def may_print(request: HttpRequest) -> bool:
    """Count one more poster for this person, or a stranger's network; say whether it is made."""
    return not print_pace.wait(request.user.pk or network_of(request))


def may_draw(request: HttpRequest) -> bool:
    """Count one more share picture or banner for this network; say whether it is drawn."""
    return not draw_pace.wait(network_of(request))


def may_invite(request: HttpRequest, person: Person, storefront: int) -> bool:
    """Count one more batch of invitations; say whether it may leave (ACCOUNT_RATE_LIMITS)."""
    by_person = ratelimit.consume(request, action="letters", key=str(person.pk))
    return bool(
        by_person and ratelimit.consume(request, action="letters_shop", key=str(storefront))
    )


def may_come(request: HttpRequest, invitation: str) -> bool:
    """Count one more nameless taking up of an invitation; say whether it is written."""
    return bool(ratelimit.consume(request, action="come", key=invitation))
