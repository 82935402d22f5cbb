"""Markdown as people write it, made by chance."""

from hypothesis import strategies as st

from app.markdown.plain import plain

WORDS = st.text("abcdefghijklmnopqrstuvwxyzäßéñ日本語0123456789", min_size=1, max_size=7)


def _has_words(label: str) -> bool:
    """Whether a link's label shows anything; of one that does not, pages show the address."""
    return bool(plain(label).strip())


def _inline(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    wrapped = [
        st.builds(("{0}{1}{0}").format, st.just(mark), children)
        for mark in ("*", "**", "_", "~~", "==")
    ]
    return st.one_of(
        *wrapped,
        st.builds("[{}](https://salt.example/road)".format, children.filter(_has_words)),
        st.builds("{} {}".format, children, WORDS),
    )


_LEAVES = st.one_of(
    WORDS,
    st.builds("`{}`".format, WORDS),
    st.builds("[[{}]]".format, WORDS),
    st.builds("[[{}#{}|{}]]".format, WORDS, WORDS, WORDS),
    st.builds("![{}](https://salt.example/map.png)".format, WORDS),
    st.builds("{}&amp;{}".format, WORDS, WORDS),
    st.builds(r"\*{}\_".format, WORDS),
    st.builds("{} * {} _ {}".format, WORDS, WORDS, WORDS),
    st.builds("https://salt.example/{}".format, st.just("a_b")),
    st.builds("$x^*_{}*$".format, WORDS),
    st.builds("[{}](Dry%20{}.md)".format, WORDS, WORDS),
    st.builds("![[{}.png|300]]".format, WORDS),
    st.builds("**{}：**{}".format, st.just("慢"), WORDS),
    st.builds("%%{} [[{}]]%%".format, WORDS, WORDS),
    st.builds("<!-- {} [[{}]] -->".format, WORDS, WORDS),
    st.builds('"{}" -- {}\'s'.format, WORDS, WORDS),
)
INLINE = st.recursive(_LEAVES, _inline, max_leaves=4)
PHRASE = st.lists(INLINE, min_size=1, max_size=4).map(" ".join)
_BLOCKS = st.one_of(
    PHRASE,
    st.lists(PHRASE, min_size=2, max_size=3).map("\n".join),
    st.builds("## {}".format, PHRASE),
    st.lists(PHRASE, min_size=1, max_size=3).map(
        lambda items: "\n".join(f"- {item}" for item in items)
    ),
    st.builds("> {}".format, PHRASE),
    st.builds("```py\n{}\n```".format, st.one_of(WORDS, st.builds("*{}*".format, WORDS))),
    st.builds(
        "| {} | {} |\n|---|---|\n| {} | {} |".format,
        WORDS,
        WORDS,
        PHRASE.filter(lambda text: "|" not in text),
        WORDS,
    ),
    st.just("---"),
    st.builds("> [!note] {}\n> {}".format, PHRASE, PHRASE),
    st.builds("> [!{}]\n> {}".format, st.just("warning"), PHRASE),
    st.builds("%%\n{}\n\n{}\n%%".format, PHRASE, PHRASE),
    st.builds("<!--\n{}\n\n{}\n-->".format, PHRASE, PHRASE),
    st.builds("{} ^{}".format, PHRASE, st.just("ab12")),
    st.builds("    *{}* [[{}]]".format, WORDS, WORDS),
    st.builds("{}: • {} • {}".format, WORDS, PHRASE, PHRASE),
)
TEXTS = (
    st.lists(_BLOCKS, min_size=1, max_size=4)
    .map("\n\n".join)
    .filter(lambda text: "~~~" not in text)
)  # that would be a fence
