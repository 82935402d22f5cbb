"""Open headings above the passages of a file."""

from dataclasses import dataclass, field

from app.model import BETWEEN_CHAPTERS, Line


@dataclass(slots=True)
class _Heading:
    level: int
    title: str
    line: Line
    used: bool = False


@dataclass(slots=True)
class Chapters:
    """Open headings of a file, and whether any highlight is below each."""

    path: list[_Heading] = field(default_factory=list)

    def open(self, level: int, title: str, line: Line) -> list[Line]:
        """Open a heading and close those of its level and below; gives lines of unused headings."""
        unused = self.end(level)
        self.path.append(_Heading(level, title, line))
        return unused

    def end(self, level: int) -> list[Line]:
        """Close the headings of a level and below; gives the lines of those without a highlight."""
        closed = []
        while self.path and self.path[-1].level >= level:
            closed.append(self.path.pop())
        return [heading.line for heading in reversed(closed) if not heading.used]

    def close(self) -> list[Line]:
        """Close all headings; gives the lines of those without a highlight."""
        unused = self.mark_used()
        self.path.clear()
        return unused

    def mark_used(self) -> list[Line]:
        """Mark all open headings as used; gives the lines of those without a highlight."""
        unused = [heading.line for heading in self.path if not heading.used]
        for heading in self.path:
            heading.used = True
        return unused

    def name(self) -> str:
        """Titles of the open headings, joined by ` / `, for a highlight below them.

        Marks them used.
        """
        for heading in self.path:
            heading.used = True
        return BETWEEN_CHAPTERS.join(heading.title for heading in self.path)
