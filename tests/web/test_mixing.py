"""Two versions of one text, side by side."""

from app.web.present.mixing import framed


def test_a_frame_ends_with_its_last_word() -> None:
    mine, theirs = framed("The grammar of it", "A <grammar> of it")
    assert mine == '<ins class="mine">The grammar</ins> of it'
    assert theirs == "<ins>A &lt;grammar&gt;</ins> of it"
