"""One step of the chain: which rows wait for it, and what is done with each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.db import models

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Step:
    """
    One step for one row: which rows wait for it, and what is done with each.

    `since` names the moment from which a row waits: what is old is looked for at night only.
    """

    name: str
    title: Any
    due: Callable[[datetime], "models.QuerySet[Any]"]
    act: Callable[..., Any]
    done_already: tuple[type[Exception], ...] = ()
    since: str = "at"

    @cached_property
    def model(self) -> type[models.Model]:
        """Return what its rows are."""
        return self.due(LONG_AGO).model

    def waits(self, row: models.Model, now: datetime) -> bool:
        """Say whether this row waits for this step."""
        return isinstance(row, self.model) and self.due(now).filter(pk=row.pk).exists()
