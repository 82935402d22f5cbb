"""Names in a drawing: none covers another or a node, whatever they are and wherever."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.web.present.around.labels import Box, label, round_node, shortened, width_of

WIDTH, HEIGHT = 640, 300
places = st.tuples(st.floats(70, WIDTH - 70), st.floats(29, HEIGHT - 29))
nodes = st.lists(st.tuples(st.text(max_size=60), places), max_size=15)


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes share any room."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@settings(max_examples=20, deadline=None)
@given(nodes)
def test_names_that_are_shown_cover_nothing(drawn: list[tuple[str, tuple[float, float]]]) -> None:
    taken = [round_node(at, 8) for _, at in drawn]
    for name, at in drawn:
        written, box = label(name, at, 8, taken, (0, 0, WIDTH, HEIGHT))
        if written.shown:
            assert not any(meet(box, other) for other in taken)
            assert box[0] >= 0
            assert box[1] >= 0
            assert box[2] <= WIDTH
            assert box[3] <= HEIGHT
            taken.append(box)


def test_a_name_without_room_is_kept_for_whoever_points_at_it() -> None:
    everywhere = (0.0, 0.0, float(WIDTH), float(HEIGHT))
    written, _ = label("Harbour", (300, 150), 8, [everywhere], everywhere)
    assert not written.shown
    assert written.name == "Harbour"


def test_a_name_is_shortened_before_it_is_left_out() -> None:
    long = "The Patience of Rivers, a walk"
    narrow = (200.0, 0.0, 400.0, 300.0)
    written, _ = label(long, (300, 150), 8, [], narrow)
    assert written.shown
    assert written.name == "The Patience of…"
    assert len(shortened("a" * 90, 30)) == 30
    assert width_of("漢字") > width_of("il")


def test_a_name_at_the_border_is_not_written_on_the_edge_that_leads_inwards() -> None:
    written, box = label("Harbour and light", (75, 150), 8, [], (60, 0, WIDTH, HEIGHT))
    assert (written.x, written.anchor) == (75, "start")
    assert box[1] >= 150
