"""Writing documents by the thousand."""

from collections.abc import Sequence

from django.db import models

from clust.base.copying import copy_rows, next_ids


def copy_documents(rows: Sequence[models.Model]) -> None:
    """Write rows of one kind, giving them their numbers; as fast as the database takes them."""
    if not rows:
        return
    meta = rows[0]._meta
    fields = meta.concrete_fields
    if fields[0].column == "id":
        for row, key in zip(rows, next_ids(meta.db_table, len(rows)), strict=True):
            row.pk = key
    names = [field.attname for field in fields]
    copy_rows(
        meta.db_table,
        [str(field.column) for field in fields],
        ([getattr(row, name) for name in names] for row in rows),
    )
