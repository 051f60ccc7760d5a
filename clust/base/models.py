"""Rows the whole house needs: those that could not take their next step."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class ParkedRow(models.Model):
    """
    A row whose step failed: it waits here, seen at the desk, while the chain goes on.

    `error` is the exception's class and `message` its words, without personal data.
    """

    step = models.CharField(_("step"), max_length=60)
    key = models.BigIntegerField(_("row"))
    error = models.CharField(_("error"), max_length=120)
    message = models.TextField(_("message"), blank=True)
    tries = models.PositiveIntegerField(_("tries"), default=1)
    first_at = models.DateTimeField(_("first failed"))
    last_at = models.DateTimeField(_("last failed"))

    class Meta:
        db_table = "parked_row"
        ordering: ClassVar[list[str]] = ["-last_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["step", "key"], name="parked_row_once_per_step"),
            models.CheckConstraint(condition=models.Q(tries__gte=1), name="parked_row_tried"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.key}: {self.error}"
