"""Shapes of the contract: made from the program's data, and written as JSON."""

import pytest

from app import contract, model
from app.contract.shaping import shaped, to_json

TAG = model.Named("sea", documents=1, highlights=2)


def test_fields_of_the_same_name_are_taken_and_others_given() -> None:
    assert contract.tag(TAG) == contract.Named("sea", 1, 2, "/tags/sea")


def test_an_empty_text_is_null_where_null_may_stand() -> None:
    document = model.DocumentSummary("k3v9x2m7qa", "")
    told = contract.summary(document)

    assert (told.title, told.latest) == ("", None)


def test_a_keyword_of_python_is_a_key_without_its_underscore() -> None:
    undone = contract.undone(3, model.Undone())

    assert to_json({"told": [undone]}).startswith('{"told": [{"import": 3, "documents": {"added"')


def test_a_field_that_nobody_gives_is_an_error() -> None:
    with pytest.raises(AttributeError, match="path"):
        shaped(contract.Named, TAG)
    with pytest.raises(TypeError, match="folder"):
        shaped(contract.Named, TAG, path="/tags/sea", folder="/")


def test_what_is_no_shape_is_not_written() -> None:
    with pytest.raises(TypeError, match="object is no shape"):
        to_json([object()])
