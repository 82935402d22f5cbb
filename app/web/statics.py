"""Styles, scripts and the leaf, at an address that changes with any of them: a browser asks for each once, and never sees an old one."""

import hashlib
from os import PathLike, stat_result
from pathlib import Path

from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
KEPT = "public, max-age=31536000, immutable"  # a year, as RFC 9111 means "for ever"; none of them holds anything of the library


class Statics(StaticFiles):
    """The static files, which a browser keeps."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    def file_response(self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200) -> Response:
        """The file, to be kept."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = KEPT
        return response


def static_address(folder: Path = STATIC) -> str:
    """Below which address the files lie: it holds a digest of all of them, so that scripts find those they import beside them."""
    mark = hashlib.sha256()
    for path in sorted(each for each in folder.iterdir() if each.is_file()):
        mark.update(f"{path.name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return f"/static/{mark.hexdigest()[:16]}"
