"""Lists: searched, filtered, sorted, shown in pages and exported, each in a few declared words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from clust.base.sheets import sheet

Rows = QuerySet[Any]
LONGEST_NUMBER = 18


@dataclass(frozen=True)
class Answer:
    """One way to narrow a list: its word in the address, its label, and the rows that stay."""

    word: str
    label: Any
    rows: Callable[[datetime], Q]


def answers(lookup: str, choices: Iterable[tuple[Any, Any]]) -> list[Answer]:
    """Return an answer for each choice of a field: its value and its label."""
    return [Answer(value, label, equal(lookup, value)) for value, label in choices]


def equal(lookup: str, value: Any) -> Callable[[datetime], Q]:
    """Return the rows of which a lookup has a value, whenever one asks."""
    return lambda now: Q(**{lookup: value})


@dataclass(frozen=True)
class Filter:
    """A question that narrows a list."""

    name: str
    label: Any
    answers: Sequence[Answer]


@dataclass(frozen=True)
class Listing:
    """
    What a list can do.

    `columns` are those of the export: heading and value of a row. `links` are numbers in the
    address that other pages link with, such as `?campaign=7`; `keeps` are words there that the
    page itself reads. `sorts` give the lookups of each word after `?sort=`; the list begins
    sorted by `order`.
    """

    columns: Mapping[Any, Callable[[Any], object]]
    order: str
    sorts: Mapping[str, Sequence[str]]
    search: Sequence[str] = ()
    number: str = ""
    filters: Sequence[Filter] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    keeps: Sequence[str] = ()
    per_page: int = 50

    def rows(self, rows: Rows, asked: QueryDict, now: datetime) -> Rows:
        """Return the rows that an address asks for, in its order."""
        rows = rows.filter(self._searched(asked.get("q", "").strip()))
        for question in self.filters:
            for answer in question.answers:
                if asked.get(question.name) == answer.word:
                    rows = rows.filter(answer.rows(now))
        for name, lookup in self.links.items():
            if name in asked:
                rows = rows.filter(**{lookup: number_in(asked.get(name, ""))})
        return rows.order_by(*self._order(asked.get("sort", "")))

    def _searched(self, words: str) -> Q:
        wanted = Q()
        for word in words.replace("\x00", "").split()[:8]:
            found = Q(pk__in=[])
            for lookup in self.search:
                found |= Q(**{f"{lookup}__icontains": word})
            digits = word.upper().removeprefix("PO-").lstrip("#0")
            if self.number and digits.isdecimal() and len(digits) <= LONGEST_NUMBER:
                found |= Q(**{self.number: int(digits)})
            wanted &= found
        return wanted

    def _order(self, word: str) -> list[str]:
        known = word.removeprefix("-") in self.sorts
        word = word if known else self.order
        lookups = [*self.sorts[word.removeprefix("-")], "pk"]
        return [_turned(lookup) for lookup in lookups] if word.startswith("-") else lookups

    def page(self, rows: Rows, asked: QueryDict) -> Page[Any]:
        """Return the page that an address asks for; the nearest where there is none."""
        return Paginator(rows, self.per_page).get_page(asked.get("page"))

    def questions(self, asked: QueryDict) -> list[tuple[Filter, str]]:
        """Return every filter with the answer chosen, for the form above the list."""
        return [(question, asked.get(question.name, "")) for question in self.filters]

    def kept(self, asked: QueryDict) -> list[tuple[str, str]]:
        """Return what the address says beyond the filters, for the form to keep."""
        return [
            (name, asked.get(name, ""))
            for name in [*self.links, *self.keeps, "sort"]
            if name in asked
        ]

    def exported(self, rows: Rows, name: str) -> StreamingHttpResponse:
        """Return all rows as a CSV file, sent while they are read."""
        told = ([value(row) for value in self.columns.values()] for row in rows.iterator(2_000))
        return csv_file(sheet([str(heading) for heading in self.columns], told), name)


def _turned(lookup: str) -> str:
    return lookup.removeprefix("-") if lookup.startswith("-") else f"-{lookup}"


def number_in(text: str) -> int:
    """
    Return the number of a row in an address.

    :raises Http404: if it is none
    """
    if not (text.isascii() and text.isdecimal()) or len(text) > LONGEST_NUMBER:
        raise Http404
    return int(text)


def csv_file(parts: Any, name: str) -> StreamingHttpResponse:
    """Return CSV text as a file to keep."""
    return StreamingHttpResponse(
        parts,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def listed(
    request: HttpRequest, listing: Listing, rows: Rows, template: str, **context: Any
) -> HttpResponse | StreamingHttpResponse:
    """Answer with a page of the list or, where the address ends in `export=csv`, with all of it."""
    now = timezone.now()
    rows = listing.rows(rows, request.GET, now)
    if request.GET.get("export") == "csv":
        return listing.exported(rows, template.rpartition("/")[2].removesuffix(".html"))
    context |= {
        "page": listing.page(rows, request.GET),
        "listing": listing,
        "questions": listing.questions(request.GET),
        "kept": listing.kept(request.GET),
        "now": now,
    }
    return render(request, template, context)
