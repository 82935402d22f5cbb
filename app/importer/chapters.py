"""The headings that are open above a passage."""

from dataclasses import dataclass, field

from app.model import Line


@dataclass(slots=True)
class Chapters:
    """The open headings, and those under which no passage has come yet."""

    path: list[tuple[int, str]] = field(default_factory=list)
    waiting: list[Line] = field(default_factory=list)

    def open(self, level: int, title: str, line: Line) -> None:
        """Open a heading: those of its level and below it close."""
        while self.path and self.path[-1][0] >= level:
            self.path.pop()
        self.path.append((level, title))
        self.waiting.append(line)

    def close(self) -> list[Line]:
        """Close all headings; gives the lines of those that no passage came under."""
        self.path.clear()
        return self.leave()

    def leave(self) -> list[Line]:
        """The headings that still wait for a passage, which now wait no longer."""
        waiting, self.waiting = self.waiting, []
        return waiting

    def name(self) -> str:
        """The path of open headings, joined by ` / `; whoever asks has a passage for them."""
        self.waiting.clear()
        return " / ".join(title for _, title in self.path)
