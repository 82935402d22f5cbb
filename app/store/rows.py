"""Adding many rows at once, and row ids that were never given out."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, Table

Value = str | int | float | bytes | None


def add_rows(db: Connection, table: Table, columns: Sequence[str], rows: Collection[tuple[Value, ...]]) -> None:
    """Add rows over these columns; the others take their defaults. Core's own insert spends most of an import on naming parameters."""
    if rows:
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" * len(columns))
        db.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", list(rows))


def next_id(db: Connection, table: Table) -> int:
    """The first row id of the table above all that it holds."""
    return int(db.exec_driver_sql(f"SELECT coalesce(max(id), 0) + 1 FROM {table.name}").scalar_one())


def change_rows(db: Connection, table: Table, columns: Sequence[str], rows: Collection[tuple[Value, ...]]) -> None:
    """Change these columns of many rows at once; each tuple ends with the id of its row."""
    if rows:
        changes = ", ".join(f'"{name}" = ?' for name in columns)
        db.exec_driver_sql(f"UPDATE {table.name} SET {changes} WHERE id = ?", list(rows))
