"""Runs the migrations on the connection it is handed, inside that connection's own transaction."""

from alembic import context

from app.store.db import (  # noqa: F401 their tables join the metadata
    derived_schema,
    import_schema,
    own_schema,
    schema,
)
from app.store.db.metadata import metadata

_DERIVED = ("highlight_search", "document_search")


def _is_ours(name: str | None, type_: str, _parents: object) -> bool:
    """Leave out the FTS5 tables and their shadows, which no metadata describes."""
    return not (type_ == "table" and (name or "").startswith(_DERIVED))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=_is_ours,
    render_as_batch=True,
)
context.run_migrations()
