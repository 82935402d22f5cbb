"""Places of things in an order: they rise, and as few as possible change."""

from hypothesis import given
from hypothesis import strategies as st

from app.store.edits.trays.order import places

NAMES = [*"abcdefgh"]
orders = st.lists(st.sampled_from(NAMES), unique=True)


@given(orders, orders)
def test_places_rise_in_the_order_that_is_wanted(before: list[str], wanted: list[str]) -> None:
    now = {name: float(n) for n, name in enumerate(before)}
    found = places(now, wanted)
    assert sorted(found, key=found.__getitem__) == wanted
    assert len({*found.values()}) == len(wanted)


@given(orders.filter(len), st.data())
def test_only_what_is_moved_changes_its_place(before: list[str], data: st.DataObject) -> None:
    now = {name: float(n) for n, name in enumerate(before)}
    moved = data.draw(st.sampled_from(before))
    wanted = [name for name in before if name != moved]
    wanted.insert(data.draw(st.integers(0, len(wanted))), moved)
    changed = [name for name, place in places(now, wanted).items() if place != now[name]]
    assert len(changed) <= 1


def test_where_no_room_is_left_all_are_counted_anew() -> None:
    now = {"a": 0.0, "b": 1.0}
    for n in range(80):
        order = ["a", f"x{n}", *sorted((name for name in now if name != "a"), key=now.__getitem__)]
        now = places(now, order)
        assert sorted(now, key=now.__getitem__) == order


def test_equal_places_are_parted() -> None:
    assert places({"a": 1.0, "b": 1.0}, ["b", "a"]) == {"b": 0.0, "a": 1.0}
