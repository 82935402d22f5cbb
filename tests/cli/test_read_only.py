"""A library on a disk that cannot be written to."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" || exit 77
run() { "$PYTHON" -m app --db "$LIBRARY" "$@"; }
PYTHON="$2" LIBRARY="$1/library.db"
run search tides && run stats && run backup "$3/copy.db" || exit 1
run import "$3/Tides.md" && exit 2
exit 0
"""


def test_it_can_be_searched_counted_and_copied_and_says_that_it_is_not_written_to(
    empty_library: Path, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    shutil.copy(empty_library, disk / "library.db")
    (tmp_path / "Tides.md").write_text("# Tides\n")
    if not shutil.which("unshare"):
        pytest.skip("needs `unshare`, to mount a folder read-only")
    asked = ["unshare", "-m", "sh", "-c", SCRIPT, "sh", str(disk), sys.executable, str(tmp_path)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if done.returncode in {77, 1} and "ot permitted" in done.stderr:
        pytest.skip("may not mount a folder read-only here")
    assert done.returncode == 0, done.stderr
    assert "nothing found" in done.stdout
    assert (tmp_path / "copy.db").is_file()
    assert "the library cannot be written to" in done.stderr
    assert [path.name for path in disk.iterdir()] == ["library.db"]
