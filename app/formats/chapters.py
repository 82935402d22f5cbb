"""The headings that are open above a passage."""

from dataclasses import dataclass, field

from app.model import Line


@dataclass(slots=True)
class _Heading:
    level: int
    title: str
    line: Line
    used: bool = False


@dataclass(slots=True)
class Chapters:
    """The open headings, and whether any passage came under them."""

    path: list[_Heading] = field(default_factory=list)

    def open(self, level: int, title: str, line: Line) -> list[Line]:
        """Open a heading: those of its level and below it close. Gives the lines of those that no passage came under."""
        unused = self.end(level)
        self.path.append(_Heading(level, title, line))
        return unused

    def end(self, level: int) -> list[Line]:
        """Close the headings of a level and below it; gives the lines of those that no passage came under."""
        closed = []
        while self.path and self.path[-1].level >= level:
            closed.append(self.path.pop())
        return [heading.line for heading in reversed(closed) if not heading.used]

    def close(self) -> list[Line]:
        """Close all headings; gives the lines of those that no passage came under."""
        unused = self.leave()
        self.path.clear()
        return unused

    def leave(self) -> list[Line]:
        """The open headings that no passage came under, which prose has now taken."""
        unused = [heading.line for heading in self.path if not heading.used]
        for heading in self.path:
            heading.used = True
        return unused

    def name(self) -> str:
        """The titles of the open headings, joined by ` / `, for a passage that comes under them."""
        for heading in self.path:
            heading.used = True
        return " / ".join(heading.title for heading in self.path)
