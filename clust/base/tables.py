"""A room's first migration: its tables, made from one rendering of the models."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    CreateModel,
    Migration,
    RunSQL,
)
from django.db.migrations.state import ProjectState

MAKE = (CreateModel, RunSQL)
COMPLETE = (AddField, AddIndex, AddConstraint)


class Tables(Migration):
    """
    Creates tables as they are at the end of the migration, with their fields, keys and indexes.

    Django renders all models anew after each operation, which took most of the time that a new
    database took.
    """

    def apply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,
    ) -> ProjectState:
        """
        Change the state by all operations, then the database by those that make tables.

        :raises TypeError: if an operation does more than make these tables
        """
        if not all(isinstance(operation, MAKE + COMPLETE) for operation in self.operations):
            raise TypeError(f"{self}: what changes tables belongs into a later migration")
        after = project_state.clone()
        vars(after).pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(self.app_label, after)
        for operation in self.operations:
            if isinstance(operation, MAKE):
                operation.database_forwards(self.app_label, schema_editor, after, after)
        return after
