"""Languages and directions, as far as letters tell."""

import pytest

from app.web.present import language


@pytest.mark.parametrize(
    ("text", "tag", "way"),
    [
        ("Floods are how a river keeps its diary.", "", ""),
        ("Größe, naïveté, ñandú", "", ""),
        ("النهر لا يرجع إلى منبعه", "ar", "rtl"),
        ("رودخانه‌ها پیوسته می‌گذرند", "fa", "rtl"),
        ("הנהר אינו חוזר", "he", "rtl"),
        ("川は急がない。", "ja", ""),
        ("河流不急。", "zh", ""),
        ("@river_keeper_1: 河流不急 https://t.example/aBcDeFgH", "zh", ""),
        ("강은 서두르지 않는다", "ko", ""),
        ("ο ποταμός", "el", ""),
        ("“النهر” means the river, in English, and goes on for a while", "", "rtl"),
        ("the river is النهر", "", ""),
        ("река не спешит", "", ""),
        ("… 123", "", ""),
        ("", "", ""),
    ],
)
def test_language_and_direction(text: str, tag: str, way: str) -> None:
    assert (language.language(text), language.direction(text)) == (tag, way)


def test_attributes_are_told_only_where_they_say_something() -> None:
    assert str(language.attributes("a river")) == ""
    assert str(language.attributes("הנהר")) == ' lang="he" dir="rtl"'
