"""`manage.py design`: the ladder that pays best, for whoever wants to know before opening."""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from clust.config.management.commands.clear import BAD_INPUT, parsed, refuse, written
from clust.rules.design_file import Answer, BadBook, NotTwoSteps, answer, read_task
from clust.rules.designer import CannotDesign
from clust.web.parts.advice import sentence
from clust.web.parts.impossible import what_is_wrong, why_not

IMPOSSIBLE = 1
AMOUNT = "{:.2f}".format


class Command(BaseCommand):
    """Design a ladder from who comes, what they would pay, and what a unit costs."""

    help = (
        'Reads {"arrivals": {"poisson": 70}, "value": {"uniform": [0, 1]} or {"normal": [6, 2]}'
        ' or {"curve": [[price, units], …]} (the units bought at that price or more), "cost":'
        ' [[1, 0.8], [10, 0.7]], "rungs": 2, "cap": null, "method": "exact" | "published" |'
        ' "simulate"} and prints {"ladder": [[from, price], …], "profit", "fixed": {"price",'
        ' "profit"}, "advice"}. A curve without arrivals brings the units of its lowest price;'
        ' {"mobshop": 4} draws the orders of so many days. More fields: "case", "floor_margin"'
        ' and "tax" as parts of one, "ceiling", "round" (prices such as 79.90), "weight" of'
        ' profit against the members\' saving, "seed", "draws".'
        f" Exits {BAD_INPUT} on a field that is wrong, {IMPOSSIBLE} where nothing can be designed."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the task, and how to say the answer."""
        parser.add_argument("task", metavar="FILE.json", help="a file, or - for standard input")
        parser.add_argument(
            "--json", action="store_true", help="print JSON to a terminal too, as elsewhere"
        )
        parser.add_argument("--language", default="en", choices=["en", "fr"])

    def handle(self, *, task: str, json: bool, language: str, **options: object) -> None:
        """Print the best ladder, the best fixed price, and which of them to take."""
        with override(language):
            found = answered(task)
            words = sentence(found.advice, AMOUNT)
            plain = self.stdout.isatty() and not json
            self.stdout.write(told(found, words) if plain else as_json(found, words))


def answered(task: str) -> Answer:
    """Return the answer to the task in a file."""
    try:
        return answer(read_task(parsed(written(task))))
    except BadBook as error:
        refuse(what_is_wrong(error))
    except NotTwoSteps as error:
        refuse("method: " + _(str(error)))
    except CannotDesign as error:
        raise CommandError(why_not(error, AMOUNT), returncode=IMPOSSIBLE) from error


def as_json(found: Answer, words: str) -> str:
    """Return the answer in its published form."""
    return json.dumps(found.as_json(words), ensure_ascii=False)


def told(found: Answer, words: str) -> str:
    """Return the answer as lines for a person."""
    rungs = [f"{start:>8}  {price:.3f}" for start, price in found.ladder.pairs()]
    lines = [
        "    from  price",
        *rungs,
        f"  profit  {found.profit:.3f}",
        f"   fixed  {found.fixed_price:.3f}, profit {found.fixed_profit:.3f}",
        words,
    ]
    return "\n".join(lines)
