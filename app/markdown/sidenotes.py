"""Sidenotes: footnotes of one paragraph, also put beside the paragraph that calls them.

The page's style sheet shows either form, by the width of the window.
"""

import re

_LIST = '<section class="footnotes">'
_NOTE = re.compile(r'<li id="([^"]{1,200})" class="footnote-item"><p>(.*?)</p>\n</li>', re.DOTALL)
_BACK = re.compile(r'\s?<a href="#[^"]*" class="footnote-backref">[^<]*</a>')
_ID = re.compile(r' id="[^"]*"')
_PARAGRAPH = re.compile(r"<p[ >].*?</p>", re.DOTALL)
_CALL = re.compile(r'<sup class="footnote-ref"><a href="#([^"]*)" id="([^"]*)">([^<]*)</a></sup>')


def add_sidenotes(html: str) -> str:
    """HTML with short footnotes in a `span.beside` after their first call.

    Takes the renderer's HTML; the items of such footnotes in the list get the class `placed`.
    """
    head, list_start, tail = html.partition(_LIST)
    notes = {
        match[1]: _ID.sub("", _BACK.sub("", match[2]))
        for match in _NOTE.finditer(tail)
        if "</p>" not in match[2]
    }
    if not notes:
        return html
    placed: set[str] = set()

    def put(call: re.Match[str]) -> str:
        note = call[1]
        if note in placed or note not in notes:
            return call[0]
        placed.add(note)
        return (
            f'{call[0]}<span class="beside"><a href="#{call[2]}">{call[3]}</a> {notes[note]}</span>'
        )

    head = _PARAGRAPH.sub(lambda paragraph: _CALL.sub(put, paragraph[0]), head)
    tail = _NOTE.sub(
        lambda item: (
            item[0].replace("footnote-item", "footnote-item placed", 1)
            if item[1] in placed
            else item[0]
        ),
        tail,
    )
    return head + list_start + tail
