"""Spellings of names, as libraries, catalogues and programs in several languages list them."""

import time

import pytest

from app.formats.names import split_authors


@pytest.mark.parametrize(
    ("value", "authors"),
    [
        ("Quill, Ada y Marrow Vidal, Zoë", ("Ada Quill", "Zoë Marrow Vidal")),
        ("Quill, Ada und Marrow, Zoë", ("Ada Quill", "Zoë Marrow")),
        ("Quill, Ada et Marrow, Zoë", ("Ada Quill", "Zoë Marrow")),
        ("Толмач, Лев и Совин, Антон", ("Лев Толмач", "Антон Совин")),
        ("Ada Quill e Zoë Marrow", ("Ada Quill", "Zoë Marrow")),
        ("José Vidal y Cueva", ("José Vidal y Cueva",)),
        ("Le Quill, Ada Maria", ("Ada Maria Le Quill",)),
        ("Cueva Marrow, Ana María", ("Ana María Cueva Marrow",)),
        ("Quill III, Ada Bo", ("Ada Bo Quill III",)),
        ("Quill, Jr., Ada Bo", ("Ada Bo Quill, Jr.",)),
        ("d'Orme, Jean", ("Jean d'Orme",)),
        ("al-Sahli, Omar", ("Omar al-Sahli",)),
        ("ben Tal, Moshe", ("Moshe ben Tal",)),
        ("Quill, Ada B., Marrow, Zoë C.", ("Ada B. Quill", "Zoë C. Marrow")),
        ("Quill, Ada, Zoë Marrow, and Jo Tolliver", ("Ada Quill", "Zoë Marrow", "Jo Tolliver")),
        ("Quill, A. B. et al.", ("A. B. Quill",)),
        ("Ada Quill et al", ("Ada Quill",)),
        ("Quill, A., & Marrow, Z. (2019)", ("A. Quill", "Z. Marrow")),
        ("Ada Quill / Zoë Marrow", ("Ada Quill", "Zoë Marrow")),
        ("Quill, Ada, Marrow, Walter", ("Ada Quill", "Walter Marrow")),
        ("Platon, Sokrates, Kant, Hegel", ("Platon", "Sokrates", "Kant", "Hegel")),
        ("Cueva Marrow, Ana Luz", ("Ana Luz Cueva Marrow",)),
        ("Zoë Marrow, Ana Quill", ("Zoë Marrow", "Ana Quill")),
        ("Quill, Ada en Marrow, Zoë", ("Ada Quill", "Zoë Marrow")),
        ("The Moss Hour with Zoë Marrow", ("The Moss Hour with Zoë Marrow",)),
        ("Λίθου, Ελένη και Πέτρου, Άρης", ("Ελένη Λίθου", "Άρης Πέτρου")),
        (
            "[Quill, Ada](https://a.example/q), [Marrow, Zoë](https://a.example/m)",
            ("Ada Quill", "Zoë Marrow"),
        ),
        ("[Moss Weekly](https://a.example) and friends", ("Moss Weekly", "friends")),
        ("[[People/Ada Quill]]", ("Ada Quill",)),
        ("[[Ada Quill/Zoë Marrow]]", ("Ada Quill/Zoë Marrow",)),
        ("Ada Quill | Zoë Marrow", ("Ada Quill", "Zoë Marrow")),
        ("Quill, Ada [Author]", ("Ada Quill",)),
        ("Ada Quill (Author), Zoë Marrow (Translator)", ("Ada Quill", "Zoë Marrow (Translator)")),
        ("Quill, Ada, author", ("Ada Quill",)),
        ("Ada Quill, ed.", ("Ada Quill, ed.",)),
        ("by Ada Quill and Zoë Marrow", ("Ada Quill", "Zoë Marrow")),
        ("Salt Letters by Ada Quill", ("Salt Letters by Ada Quill",)),
        ('"Quill, Ada", "Marrow, Zoë"', ("Ada Quill", "Zoë Marrow")),
        ("['Ada Quill', 'Zoë Marrow']", ("Ada Quill", "Zoë Marrow")),
        ("Ada Quill <ada@quill.example>", ("Ada Quill",)),
        ("@ada and @zoe", ("@ada", "@zoe")),
        ("林明月、山本花", ("林明月", "山本花")),
        ("林, 明月", ("林明月",)),
        ("عائشة، ليلى", ("عائشة", "ليلى")),
        ("Unknown Author", ()),
        ("n/a", ()),
        ("Ada Quill, Unknown", ("Ada Quill",)),
    ],
)
def test_names_in_the_spellings_of_catalogues_and_programs(
    value: str, authors: tuple[str, ...]
) -> None:
    assert split_authors([value]) == authors


@pytest.mark.parametrize(
    "piece", ["y A ", " | ", '"a", ', "'a' ", "A <b@", "、", "@a and ", "et al. "]
)
def test_a_long_line_is_read_in_time(piece: str) -> None:
    begun = time.process_time()
    split_authors([(piece * 100_000)[:100_000]])
    assert time.process_time() - begun < 2
