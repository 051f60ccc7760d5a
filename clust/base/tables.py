"""What migrations of ours inherit: tables made and changed with one rendering of the models."""

from collections import Counter

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    Migration,
    RemoveConstraint,
    RunSQL,
)
from django.db.migrations.state import ProjectState

MAKE = (CreateModel, RunSQL)
FIELDS = (AddField, AlterField)
CHANGE = (*FIELDS, AddIndex, AddConstraint, RemoveConstraint)


class Tables(Migration):
    """
    Makes and changes tables: as they are before the migration, then as they are after it.

    Django renders all models anew after each operation, which took most of the time that a new
    database took. A table that is made here gets its fields, keys and indexes at once.
    """

    def apply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,
    ) -> ProjectState:
        """
        Change the state by all operations, then the database.

        :raises TypeError: if an operation needs more than the two states, or changes a field again
        """
        self._check()
        after = project_state.clone()
        vars(after).pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(self.app_label, after)
        made = {row.name_lower for row in self.operations if isinstance(row, CreateModel)}
        for operation in self.operations:
            completes = isinstance(operation, CHANGE) and operation.model_name_lower in made
            if not completes:
                operation.database_forwards(self.app_label, schema_editor, project_state, after)
        return after

    def _check(self) -> None:
        changed = Counter(
            (row.model_name_lower, row.name_lower)
            for row in self.operations
            if isinstance(row, FIELDS)
        )
        known = all(isinstance(operation, MAKE + CHANGE) for operation in self.operations)
        if not known or any(times > 1 for times in changed.values()):
            raise TypeError(f"{self}: belongs into several migrations, or into one of Django's own")
