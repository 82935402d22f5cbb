"""Words of Chinese and Japanese texts, which have no spaces: runs of signs that recur as wholes.

A run is a word where its signs belong together, and where many different signs come before and
behind it: what is cut out of a longer word mostly has the same one beside it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from math import expm1, log

from app.subject_index.found import Phrase
from app.subject_index.tokens import Tokens

LEAST_PASSAGES, LEAST_DOCUMENTS = 4, 3
_SHORTEST, _LONGEST = 2, 6  # signs
_SIGNS = 2_000_000  # that are counted at most
_LIKELY = 3.0  # logarithm of how many times as often as by chance the parts of a run are together
_FREE = 0.9  # entropy of what is beside a run, on either side, at least
_SHORT_TOPIC, _TOPIC = 2.2, 1.3  # in how many more documents chance would bring two signs, or more
_SAME = 0.7  # of its uses before or behind one sign: it is cut out
# Signs of grammar, which begin and end no subject.
_GRAMMAR = frozenset(
    "自己做些件位句篇本份项項的了是在不我你他她它们這这那有和与與及或也都就而把被让讓给給对對从從到为為于於以之其所者个個们們很还還"
    "又再更最只可能会會要想去来來说說看吗嗎呢吧啊呀着著过過得地什么麼怎哪谁誰几幾多少没沒无無上下里裡中因如"
    "果但却卻若则則并並且此每某各同将將已曾正一二三四五六七八九十两兩千万萬亿億年月日时時候后後前"
    "はがをにでとものへやかよねなだすたてるれんさしいうえおくけこせそちつぬのはひふほまみむめもゆらりろわ"
)
# Adverbs, numbers and words that join others, which are no subjects.
_NO_SUBJECTS = """
严重 之前 之后 仍然 以前 以及 以后 似乎 但是 例如 依然 先生 全部 关于 其实 其次 几乎 到底 包含 包括
可以 可能 同时 嚴重 因为 因為 大概 大部分 女士 如果 完全 尤其 居然 已經 已经 应当 应该 弄清楚 当然
彻底 往往 必須 必须 总之 應該 或者 所以 曾经 最后 样的话 根据 比如 特別 特别 现在 現在 甚至 目前
确实 究竟 立刻 第一次 类似 经常 而且 至少 虽然 越来越 通过 雖然 非常 類似 首先 马上
"""
_NOTHING = frozenset(_NO_SUBJECTS.split())


def sign_phrases(tokens: Tokens, most: int) -> list[Phrase]:
    """The runs of signs that recur as words, at most so many, the most frequent of them."""
    if not tokens.signs:
        return []
    texts = _bounded(tokens.signs)
    counts = _counts(texts)
    single = Counter({run: n for run, n in counts.items() if len(run) == 1})
    total = sum(single.values())
    likely = [
        run
        for run, number in counts.items()
        if len(run) >= _SHORTEST
        and number >= LEAST_PASSAGES
        and _fits(run)
        and _is_bound(run, counts, total)
    ]
    found = _placed(texts, {*likely}, tokens)
    kept = sorted(found, key=lambda run: (-len(found[run].at) * len(run), run))[:most]
    return [found[run] for run in _outermost(found, kept)]


def _bounded(signs: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    kept, total = [], 0
    for passage, text in signs:
        total += len(text)
        if total > _SIGNS:
            break
        kept.append((passage, text))
    return kept


def _counts(texts: Iterable[tuple[int, str]]) -> Counter[str]:
    """How often each run is there; longer ones only of those that recur without their last sign."""
    counts: Counter[str] = Counter()
    texts = [*texts]
    for length in range(1, _LONGEST + 1):
        found: Counter[str] = Counter()
        for _, text in texts:
            runs = (text[at : at + length] for at in range(len(text) - length + 1))
            found.update(
                runs
                if length <= _SHORTEST
                else [run for run in runs if counts[run[:-1]] >= LEAST_PASSAGES]
            )
        counts.update({run: n for run, n in found.items() if length == 1 or n >= LEAST_PASSAGES})
    return counts


def _fits(run: str) -> bool:
    return run[0] not in _GRAMMAR and run[-1] not in _GRAMMAR and run not in _NOTHING


def _is_bound(run: str, counts: Mapping[str, int], total: int) -> bool:
    """Whether the parts of a run are together far more often than by chance, however it is cut."""
    number = counts[run]
    return all(
        log(number * total / max(1, counts[run[:at]] * counts[run[at:]])) >= _LIKELY
        for at in range(1, len(run))
        if counts[run[:at]] and counts[run[at:]]
    )


def _placed(
    texts: Iterable[tuple[int, str]], likely: set[str], tokens: Tokens
) -> dict[str, Phrase]:
    """The runs that are no parts of longer words, with their places."""
    before: dict[str, Counter[str]] = {run: Counter() for run in likely}
    behind: dict[str, Counter[str]] = {run: Counter() for run in likely}
    at: dict[str, list[int]] = {run: [] for run in likely}
    for passage, text in texts:
        for start, run in _found_in(text, likely):
            before[run][text[start - 1 : start] or f"^{passage}"] += 1
            behind[run][text[start + len(run) : start + len(run) + 1] or f"${passage}"] += 1
            if not at[run] or at[run][-1] != passage:
                at[run].append(passage)
    sizes = _sizes(texts, tokens)
    found = {}
    for run, places in at.items():
        documents = len({int(tokens.document[passage]) for passage in places})
        recurs = len(places) >= LEAST_PASSAGES and documents >= LEAST_DOCUMENTS
        if recurs and _is_free(before[run]) and _is_free(behind[run]):
            by_chance = sum(-expm1(-len(places) * share) for share in sizes)
            least = _SHORT_TOPIC if len(run) == _SHORTEST else _TOPIC
            if by_chance >= least * documents:
                found[run] = Phrase(run, "phrase", places, documents)
    return found


def _sizes(texts: Iterable[tuple[int, str]], tokens: Tokens) -> list[float]:
    """The share of all signs that each document has."""
    signs: Counter[int] = Counter()
    for passage, text in texts:
        signs[int(tokens.document[passage])] += len(text)
    return [number / signs.total() for number in signs.values()]


def _found_in(text: str, likely: set[str]) -> Iterator[tuple[int, str]]:
    for start in range(len(text)):
        for length in range(_SHORTEST, min(_LONGEST, len(text) - start) + 1):
            run = text[start : start + length]
            if run in likely:
                yield start, run


def _is_free(beside: Counter[str]) -> bool:
    total = beside.total()
    entropy = -sum(n / total * log(n / total) for n in beside.values())
    return entropy >= _FREE and max(beside.values()) < _SAME * total


def _outermost(found: Mapping[str, Phrase], kept: Iterable[str]) -> list[str]:
    """Those that are not mostly within longer ones."""
    inside: Counter[str] = Counter()
    kept = [*kept]
    for run in kept:
        for length in range(_SHORTEST, len(run)):
            for part in {run[at : at + length] for at in range(len(run) - length + 1)}:
                inside[part] += len(found[run].at)
    return [run for run in kept if inside[run] <= 0.6 * len(found[run].at)]
