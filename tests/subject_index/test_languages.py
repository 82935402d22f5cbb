"""Golden: what recurs in texts of several languages, and what of them is no subject."""

import pytest

from app.subject_index.recurring import recurring

# Per language: names and phrases that a reader would look up, and sentences, five a document.
GOLDEN: dict[str, tuple[set[str], str]] = {
    "German": (
        {"stilles Wasser", "Johanna Reet"},
        """
Die Gezeitenmühle stand am Rand des Dorfes, und niemand wusste, wer sie gebaut hatte.
Unter der Brücke lag stilles Wasser, in dem sich die Lampen spiegelten.
Er sagte, dass Johanna Reet den Schlüssel noch immer bei sich trug.
Am Abend kam der Wind vom Meer und brachte Salz in alle Zimmer.
Sie lernte, wie man Seile spleißt und wie man schweigt.
Man muss warten, bis stilles Wasser wieder zu fließen beginnt.
Im Winter hat Johanna Reet die Bücher des Hafens geführt.
Das Brot war hart, aber die Suppe war warm und der Ofen glühte.
Ohne stilles Wasser kann kein Boot in dieser Bucht liegen.
Mit einem Brief von Johanna Reet begann die ganze Geschichte.
Sie träumten davon, dass stilles Wasser sie heimträgt.
""",
    ),
    "French": (
        {"marée haute", "Claire Vaudoit"},
        """
On attendait la marée haute pour sortir les barques du port.
Il disait que Claire Vaudoit avait gardé la clé de la maison.
Le pain était dur, mais la soupe fumait encore sur le poêle.
Avant chaque marée haute, les enfants couraient vers la digue.
Elle apprit à tresser les cordes et à se taire longtemps.
Personne ne savait qui avait construit le moulin du village.
Une marée haute sans vent ne fait peur à personne ici.
Dans ses lettres, Claire Vaudoit parle des hivers et du sel.
Sous le pont, les lampes tremblaient dans l'eau noire.
Quand Claire Vaudoit revint, tout le quai la reconnut.
""",
    ),
    "Spanish": (
        {"marea alta", "Inés Robledal"},
        """
Esperaban la marea alta para sacar las barcas del puerto.
Decía que Inés Robledal guardaba todavía la llave de la casa.
El pan estaba duro, pero la sopa humeaba sobre el fogón.
Antes de cada marea alta los niños corrían hacia el dique.
Ella aprendió a trenzar cuerdas y también a callar.
Nadie sabía quién había construido el molino del pueblo.
Una marea alta sin viento no asusta a nadie aquí.
En sus cartas Inés Robledal habla del invierno y de la sal.
Bajo el puente temblaban las lámparas en el agua negra.
Cuando Inés Robledal volvió, todo el muelle la reconoció.
""",
    ),
    "Italian": (
        {"alta marea", "Bianca Solari"},
        """
Aspettavano l'ora in cui alta marea e vento spingono le barche.
Diceva che Bianca Solari teneva ancora la chiave della casa.
Il pane era duro, ma la minestra fumava sulla stufa.
Prima di ogni alta marea i bambini correvano verso la diga.
Lei imparò a intrecciare le corde e a tacere a lungo.
Nessuno sapeva chi avesse costruito il mulino del paese.
Una alta marea senza onde non spaventa nessuno qui.
Nelle sue lettere Bianca Solari parla del sale e dei lunghi inverni.
Sotto il ponte le lampade tremavano nella corrente nera.
Quando Bianca Solari tornò, tutto il molo la riconobbe.
""",
    ),
    "Portuguese": (
        {"maré alta", "Inês Valadares"},
        """
Esperavam a maré alta para tirar os barcos do porto.
Dizia que Inês Valadares ainda guardava a chave da casa.
O pão estava duro, mas a sopa fumegava em cima do fogão.
Antes de cada maré alta as crianças corriam para o dique.
Ela aprendeu a entrançar cordas e também a calar.
Ninguém sabia quem tinha construído o moinho da aldeia.
Uma maré alta sem vento não assusta ninguém aqui.
Nas suas cartas Inês Valadares fala do inverno e do sal.
Debaixo da ponte tremiam as lâmpadas na corrente negra.
Quando Inês Valadares voltou, todo o cais a reconheceu.
""",
    ),
    "Dutch": (
        {"stille haven", "Marijke Vondeling"},
        """
Achter de dijk lag een stille haven waar niemand meer kwam.
Hij zei dat Marijke Vondeling de sleutel nog altijd had.
Het brood was hard, maar de soep dampte op de kachel.
Elke stille haven heeft een oude man die alles weet.
Zij leerde touwen splitsen en ook hoe men zwijgt.
Niemand wist wie de molen van het dorp had gebouwd.
Zo'n stille haven vind je op geen enkele kaart.
In haar brieven schrijft Marijke Vondeling over winters en zout.
Onder de brug trilden lampen op het donkere water.
Toen Marijke Vondeling terugkwam, herkende de hele kade haar.
""",
    ),
    "Russian": (
        {"тихая гавань", "Ольга Верещагина"},
        """
За дамбой лежала тихая гавань, куда давно никто не приходил.
Он говорил, что Ольга Верещагина всё ещё хранит ключ от дома.
Хлеб был чёрствым, но суп дымился на печи.
Каждая тихая гавань помнит своего старого сторожа.
Она научилась плести верёвки и подолгу молчать.
Никто не знал, кто построил мельницу у деревни.
Эта тихая гавань не отмечена ни на одной карте.
В письмах Ольга Верещагина пишет про зимы и соль.
Под мостом дрожали лампы в чёрной воде.
Когда Ольга Верещагина вернулась, вся пристань её узнала.
Нам снилась тихая гавань и огни над крышами.
""",
    ),
}
# Sentences of three documents that are about one thing, and of many others.
_MILL = (
    "他们说潮汐磨坊就在村子的边上。",
    "没有人知道潮汐磨坊是谁修建。",
    "每到冬天潮汐磨坊便停止转动。",
    "我在信里读到潮汐磨坊这个名字。",
    "孩子常常跑向潮汐磨坊玩耍。",
    "老人守着潮汐磨坊过夜。",
)
_ELSEWHERE = ("面包很硬但是汤还是热。", "她学会编绳子也学会沉默。", "桥下灯光映在黑水之中。")


@pytest.mark.parametrize("language", GOLDEN)
def test_subjects_of_a_language_are_found_and_nothing_else(language: str) -> None:
    wanted, text = GOLDEN[language]
    every = recurring(enumerate(text.strip().splitlines()))
    assert {each.words for each in every} == wanted
    assert all(each.documents >= 2 for each in every)


def test_chinese_words_are_runs_of_signs() -> None:
    passages = [*((n % 3, each) for n, each in enumerate(_MILL)), *enumerate(_ELSEWHERE * 9, 3)]
    found = {each.words for each in recurring(passages)}
    assert "潮汐磨坊" in found
    assert not [words for words in found if words in "潮汐磨坊" and words != "潮汐磨坊"]
