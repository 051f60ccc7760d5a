"""What the desk's templates may say: stages, margins, mails."""

from datetime import datetime
from typing import Any

from babel.dates import format_datetime
from babel.numbers import format_percent
from django import template
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clust.base.formats import calendar, reader
from clust.campaigns.models import Campaign
from clust.ledger.models import Account
from clust.notices.models import Notice
from clust.rules.margin import Margin
from clust.web.parts.projects import LABELS, stage_of

register = template.Library()

STAGES = {
    "planned": (_("planned"), "plain"),
    "live": (_("live"), "live"),
    "closing": (_("closing"), "waiting"),
    "cleared": (_("cleared"), "done"),
    "not_reached": (_("not reached"), "danger"),
}
MAILS = {
    "sent": (_("sent"), "done"),
    "no_address": (_("no address"), "danger"),
    "unwanted": (_("not wanted by mail"), "plain"),
    "digest": (_("in a digest"), "done"),
    "stopped": (_("the address takes no more"), "danger"),
    "passed": (_("told to who entered the form"), "done"),
    None: (_("not sent yet"), "waiting"),
}
RETURN_STAGES = {
    "to_send": (_("to send"), "waiting"),
    "on_way": (_("on its way"), "live"),
    "arrived": (_("arrived, to check"), "waiting"),
    "checked": (_("checked"), "live"),
    "given_back": (_("given back"), "done"),
    "exchanged": (_("exchanged"), "done"),
    "refused": (_("refused"), "danger"),
    "kept": (_("kept by the buyer"), "plain"),
}
PAYMENTS = {
    "paid": (_("paid"), "done"),
    "waiting": (_("waits for its turn"), "waiting"),
    "unknown": (_("asked, no answer yet"), "waiting"),
    "holder": (_("the bank asks the buyer"), "waiting"),
    "refused": (_("refused"), "danger"),
    "transfer": (_("transfer awaited"), "waiting"),
    "free": (_("nothing to pay"), "plain"),
    "undone": (_("undone"), "plain"),
    "none": (_("not asked yet"), "plain"),
}
THIN = 80


@register.inclusion_tag("desk/badge.html")
def stage(campaign: Campaign, now: datetime) -> dict[str, Any]:
    """Write `{% stage campaign now %}`."""
    words, tone = STAGES[campaign.stage(now)]
    return {"words": words, "tone": tone}


@register.inclusion_tag("desk/badge.html")
def mail(outcome: str | None) -> dict[str, Any]:
    """Write `{% mail order.mail %}`: whether it left."""
    words, tone = MAILS[outcome or None]
    return {"words": words, "tone": tone}


@register.filter
def notice_kind(kind: str) -> str:
    """Write `{{ row.last_kind|notice_kind }}`: what a notice is about."""
    return str(Notice.Kind(kind).label)


@register.inclusion_tag("desk/badge.html")
def payment(state: str) -> dict[str, Any]:
    """Write `{% payment order.state %}`: how its money stands."""
    words, tone = PAYMENTS[state]
    return {"words": words, "tone": tone}


@register.inclusion_tag("desk/badge.html")
def return_stage(stage: str) -> dict[str, Any]:
    """Write `{% return_stage back.stage %}`."""
    words, tone = RETURN_STAGES[stage]
    return {"words": words, "tone": tone}


@register.inclusion_tag("desk/badge.html")
def project_stage(row: Any, now: datetime) -> dict[str, Any]:
    """Write `{% project_stage project now %}`, of one read by `projects_with_all`."""
    words, tone = LABELS[stage_of(row, now)]
    return {"words": words, "tone": tone}


@register.filter
def when(value: datetime | None) -> str:
    """Write `{{ order.at|when }}`: day and hour, short enough for a list."""
    if value is None:
        return ""
    return format_datetime(timezone.localtime(value), _pattern(value), locale=calendar())


def _pattern(value: datetime) -> str:
    return "d MMM HH:mm" if value.year == timezone.localtime().year else "d MMM y HH:mm"


@register.filter
def percent(per_mille: int | None) -> str:
    """Write `{{ margin.per_mille|percent }}`: one decimal, in the reader's way."""
    if per_mille is None:
        return ""
    form = "#,##0.0\u00a0%" if reader().language == "fr" else "#,##0.0%"
    return format_percent(per_mille / 1000, format=form, locale=reader())


@register.filter
def health(margin: Margin) -> str:
    """Return the class of a margin: bad below cost, thin below 8 %, good above."""
    if margin.each < 0:
        return "margin-bad"
    return "margin-thin" if margin.per_mille < THIN else "margin-good"


@register.filter
def at(table: dict[int, str], key: int) -> str:
    """Return what a table holds under a number."""
    return table.get(key, "")


@register.simple_tag
def account_label(name: str) -> str:
    """Write `{% account_label "buyers" %}`: what an account is about."""
    label = str(Account(name).label)
    return label[:1].upper() + label[1:]


@register.filter
def of_key(values: dict[str, Any], key: str) -> Any:
    """Write `{{ labels|of_key:name }}`."""
    return values[key]
