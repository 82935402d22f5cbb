"""JSON of exports that are written in the background."""

from dataclasses import dataclass

from app.contract.shaping import shaped


@dataclass(frozen=True, slots=True)
class Export:
    """State of an export: `done` of `total` documents, or parts of an archive, are written.

    `stage` is `writing`, `done`, `cancelled` or `failed`; `error` says why it failed, else it is
    null. `file` is where its file is downloaded, null while there is none, `size` its bytes.
    `left_out` are titles of documents that the form has no place for.
    """

    id: str
    form: str
    query: str
    stage: str
    done: int
    total: int
    documents: int
    highlights: int
    size: int
    left_out: tuple[str, ...]
    error: str | None
    file: str | None


def export(state: object) -> Export:
    """An export by its state, which has the fields of the same names."""
    return shaped(Export, state)
