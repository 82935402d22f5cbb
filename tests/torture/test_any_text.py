"""Whatever is typed gives results or an honest nothing: a hundred thousand texts."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.contract import found as as_json
from app.query.explain import invalid_values
from app.query.parser import parse
from app.query.rewrite import chips
from app.search.search import search
from tests.search.test_search import PIECES, library_db
from tests.store.conftest import schema_file

__all__ = ["library_db", "schema_file"]  # fixtures
TEXTS = st.one_of(
    st.text(),
    st.lists(PIECES, max_size=12).map("".join),
    st.lists(PIECES, max_size=12).map(" ".join),
)


@pytest.mark.timeout(7200)
@settings(
    deadline=None, max_examples=100_000, phases=[Phase.generate], database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(TEXTS)
def test_no_text_is_an_error(library_db: Connection, text: str) -> None:
    found = search(library_db, text, limit=200)
    assert found.total == len(found.hits) == sum(total for _, total in found.tiers)
    assert as_json(found).total == found.total
    assert all(chip.words for chip in chips(parse(text)))
    invalid_values(text)
