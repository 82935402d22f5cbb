"""Covers of one page: no two patterns share a name, and each cover is drawn only once."""

from markupsafe import Markup

from app.model import DocumentSummary
from app.web.covers.drawing import HEIGHT, WIDTH, draw_cover


class Shelf:
    """Covers of the documents on a page, as SVG; make one instance for each page."""

    def __init__(self) -> None:
        self._drawn: dict[str, str] = {}

    def __call__(self, document: DocumentSummary) -> Markup:
        """The cover as inline SVG.

        It is decorative: the title is always beside it as text.
        """
        drawn = self._drawn.get(document.id)
        if drawn is None:
            drawn = self._drawn[document.id] = f"cover-{len(self._drawn) + 1}"
            author = ", ".join(document.authors[:2])
            art = draw_cover(document.title, author, document.kind, f"{drawn}-paper")
            art = f'<g id="{drawn}">{art}</g>'
        else:
            art = f'<use href="#{drawn}"/>'
        # every word in the drawing was escaped when it was drawn
        return Markup(  # noqa: S704
            f'<svg class="cover-art" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" '
            f'focusable="false">{art}</svg>'
        )
