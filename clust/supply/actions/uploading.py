"""Parcels noted from a file, all of them or none."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from django.db import transaction

from clust.people.models import Person
from clust.sourcing.models import Supplier
from clust.supply.actions.shipping import CannotSend, dispatch_parcel
from clust.supply.models import Parcel
from clust.supply.places import places_of, units_for
from clust.supply.tracking import BadLine, TrackingLine, read_tracking


class BadUpload(Exception):
    """Nothing was noted: these lines are wrong."""

    def __init__(self, lines: Iterable[BadLine]) -> None:
        self.lines = sorted(lines)
        super().__init__(f"{len(self.lines)} lines")


@transaction.atomic
def dispatch_uploaded(
    *, supplier: Supplier, data: bytes, now: datetime, person: Person | None = None
) -> list[Parcel]:
    """
    Note the parcels of a file: lines of one carrier and number are one parcel.

    :raises BadUpload: with every line that is wrong; nothing is noted then
    """
    lines, bad = read_tracking(data)
    parcels = []
    for _key, group in groupby(sorted(lines, key=_parcel_of), key=_parcel_of):
        sent = _sent(list(group), supplier, now, person)
        if isinstance(sent, Parcel):
            parcels.append(sent)
        else:
            bad += sent
    if bad:
        raise BadUpload(bad)
    return parcels


def _parcel_of(line: TrackingLine) -> tuple[str, str]:
    return line.carrier.lower(), line.tracking


def _sent(
    lines: list[TrackingLine], supplier: Supplier, now: datetime, person: Person | None
) -> Parcel | list[BadLine]:
    left = places_of(line.order for line in lines)
    named = {line.place for line in lines}
    if len(named) > 1:
        return [BadLine(line.number, "NotOnePlace", str(line.order)) for line in lines]
    (place,) = named
    units = {
        line.order: line.units if line.units is not None else units_for(left[line.order], place)
        for line in lines
        if line.order in left
    }
    if unknown := [line for line in lines if line.order not in left]:
        return [BadLine(line.number, "NotBought", str(line.order)) for line in unknown]
    try:
        return dispatch_parcel(
            supplier=supplier,
            units=units,
            carrier=lines[0].carrier,
            tracking=lines[0].tracking,
            place=place,
            dispatched_at=now,
            person=person,
            now=now,
        )
    except CannotSend as error:
        problem = type(error).__name__
        return [BadLine(line.number, problem, str(line.order)) for line in lines]
