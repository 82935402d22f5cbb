"""The one set of tables, and the sorts of their columns."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def text_column(name: str) -> Column[str]:
    """Column of text, empty by default."""
    return Column(name, Text, nullable=False, server_default="")


def number_column(name: str) -> Column[int]:
    """Column of whole numbers, 0 by default."""
    return Column(name, Integer, nullable=False, server_default="0")


def owner_column(name: str, target: str, *, nullable: bool = False) -> Column[int]:
    """Column of the id of a row in another table, with which this row goes."""
    return Column(name, Integer, ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=nullable)
