"""`manage.py replay`: orders of the past are played again as clusts."""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.progress import Progress

from clust.config.management.commands.import_price_list import report_lines
from clust.config.replay.history import NEEDED, read_history
from clust.config.replay.outcome import Outcome
from clust.config.replay.plan import Plan, plan
from clust.config.replay.playing import Played, leave_untold, play_all
from clust.config.replay.stage import Stage, set_stage
from clust.config.replay.through import (
    Scene,
    ServerRefused,
    differences,
    finish_scenes,
    open_scenes,
    play_through,
    see_that_it_answers,
)
from clust.config.telling import Bar, bars, rendered
from clust.config.verification import verify
from clust.sourcing.price_list.files import CannotRead
from clust.sourcing.price_list.lines import open_list
from clust.sourcing.price_list.unused import beside, report

HELP = """
Opens one campaign per item whose orders show price breaks, plays the order lines as pledges in
time order with the clock handed in, closes, clears, orders and purchases, and says what people
paid alone, what they would have paid together, and whether facts, counters and ledger agree.

Each run writes rows of its own into the database: a storefront replay-1, replay-2, … that answers
at no domain, campaigns that are over when they appear, and people without e-mail, so that nobody
meets them or is told. The supplier "Replay" and its products are shared by all runs.
"""


def moment(day: str) -> datetime:
    """Return the beginning of a day written as 2010-12-03."""
    return datetime.combine(date.fromisoformat(day), time.min, tzinfo=UTC)


def written(path: Path, text: str) -> None:
    """
    Write the figures.

    :raises CommandError: if that is not possible
    """
    try:
        path.write_text(text)
    except OSError as error:
        raise CommandError(f"The figures cannot be written: {error}") from error


class Command(BaseCommand):
    """Play a file of order lines."""

    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and how to play it."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--learn-before",
            type=moment,
            metavar="DATE",
            help="learn ladders from the lines before this day, play those from then on",
        )
        parser.add_argument(
            "--with-cancellations",
            action="store_true",
            help="play negative quantities as withdrawals of what the same customer bought before",
        )
        parser.add_argument(
            "--through",
            metavar="URL",
            help="send the pledges to a server that runs on this database and with this secret"
            " key, many buyers at once; the campaigns are live meanwhile, at a host name of"
            " their own that the server must hand on (bin/demo and granian do)",
        )
        parser.add_argument("--currency", default="GBP", help="of the prices (GBP)")
        parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures there")
        parser.add_argument(
            "--report",
            dest="report_path",
            type=Path,
            metavar="PATH",
            help="where lines of no use are written as CSV",
        )

    def handle(self, *, file: Path, json: Path | None, **options: Any) -> None:
        """Read, play, count again, and say what came out."""
        if json and not json.absolute().parent.is_dir():
            raise CommandError(f"{json}: there is no such folder.")
        try:
            if options["through"]:
                see_that_it_answers(options["through"])
            with bars() as progress:
                outcome, target = self.run_through(file, progress, **options)
        except (CannotRead, ServerRefused) as error:
            raise CommandError(f"{error} Nothing was written.") from error
        self.tell(file, outcome, target)
        if json:
            written(json, outcome.as_json())

    def run_through(
        self, file: Path, progress: Progress, *, learn_before: datetime | None, **options: Any
    ) -> tuple[Outcome, Path]:
        """
        Play the whole file.

        :raises CannotRead: if it cannot be read to its end; nothing is written then
        """
        size = file.stat().st_size if file.exists() else 0
        looking, reading = Bar(progress, "Looking", size), Bar(progress, "Reading", size)
        listed = open_list(file, needed=NEEDED, told=looking.at)
        target = options["report_path"] or beside(file, settings.DATA / "reports")
        with report(listed.layout.header) as unused:
            history = read_history(
                listed, unused, cancelled=options["with_cancellations"], told=reading.at
            )
            planned = plan(history, learn_before=learn_before, unused=unused)
            report_lines(unused, target)
            stage = set_stage(
                title=file.name,
                currency=options["currency"].upper(),
                buyers=planned.buyers(),
                now=planned.opens_at,
            )
            played = self.play(stage, planned, options["through"], progress)
        return Outcome(
            lines=history.lines,
            items=len(history.items),
            laddered=planned.laddered,
            unused_lines=unused.lines,
            currency=options["currency"].upper(),
            played=played,
        ), target

    def play(
        self, stage: Stage, planned: Plan, url: str | None, progress: Progress
    ) -> list[Played]:
        """Play each campaign, in the database or through a server."""
        now = timezone.now() if url else planned.closes_at
        if url:
            playing = self.play_through(url, stage, open_scenes(stage, planned, now=now), progress)
        else:
            playing = play_all(stage, planned)
        bar = Bar(progress, "Playing", len(planned.acts))
        played = []
        for done in playing:
            played.append(done)
            bar.advance()
        leave_untold([done.campaign for done in played], now=now)
        return played

    def play_through(
        self, url: str, stage: Stage, scenes: Sequence[Scene], progress: Progress
    ) -> Iterator[Played]:
        """
        Let the buyers loose on a server, then end the campaigns and compare them with the lines.

        :raises CommandError: if the server refuses, or the rows are not those of the lines
        """
        began, sent = perf_counter(), 0
        bar = Bar(progress, "Sending", sum(len(scene.act.events()) for scene in scenes))
        try:
            for number in play_through(url, stage, scenes):
                sent += number
                bar.advance(number)
        except ServerRefused as error:
            raise CommandError(
                f"{error} The campaigns stay open until they close by themselves."
            ) from error
        self.stdout.write(f"{sent:,} requests taken in {perf_counter() - began:.1f} s.")
        found = []
        for scene, played in zip(scenes, finish_scenes(scenes), strict=True):
            found += differences(scene, played)
            yield played
        if found:
            raise CommandError("The rows are not those of the lines:\n" + "\n".join(found[:20]))
        self.stdout.write("Price, units and allotments are those of the lines.")

    def tell(self, file: Path, outcome: Outcome, target: Path) -> None:
        """
        Print the figures and whether everything agrees.

        :raises CommandError: if anything differs
        """
        verified = verify([played.campaign for played in outcome.played])
        parts = [*outcome.tables(file.name), verified.table(), *verified.named()]
        if outcome.unused_lines:
            parts.append(f"Lines of no use: {target}")
        self.stdout.write(rendered(*parts), ending="")
        if verified.differing:
            raise CommandError(f"{verified.differing:,} rows differ from the facts.")
        self.stdout.write("Facts, counters and ledger agree.")
