"""What people see of the commands is written down beside this file."""

from pathlib import Path

import pytest

from tests.cli.transcript import TRANSCRIPTS, play


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: path.stem)
def test_people_see_what_is_written_down(transcript: Path, tmp_path: Path) -> None:
    written = transcript.read_text("utf-8")

    assert play(written, tmp_path.resolve()) == written
