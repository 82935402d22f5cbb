"""A tree as a query that a reader could have typed, so that a part of it can be left out or put in another way."""

from app.query.tree import And, Between, Filter, Length, Node, Not, Or, Phrase, Prefix, Query, Sign, Within, Word
from app.query.fields import LONGEST


def written(node: Node) -> str:
    """The query whose tree this is."""
    match node:
        case Word(text) | Sign(text):
            return text
        case Phrase(text):
            return f'"{text}"'
        case Prefix(text):
            return f"{text}*"
        case Within(column, term):
            return f"{column}:{written(term)}"
        case Filter(name, value):
            return f"{name}:{_value(value)}"
        case Between(first, end):
            return " ".join([*([f"after:{first}"] if first else []), *([f"before:{end}"] if end else [])])
        case Length(least, most):
            return f"len:{least}..{most}" if most < LONGEST else f"len:>={least}"
        case Not(part):
            return f"-({written(part)})" if isinstance(part, And | Between) else f"-{written(part)}"
        case And(parts):
            return " ".join(written(part) for part in parts)
        case Or(parts):
            return "(" + " OR ".join(written(part) for part in parts) + ")"


def rewritten(query: Query, tree: Node) -> str:
    """The same query with another tree."""
    return " ".join(filter(None, [written(tree), f"sort:{query.sort}" if query.sort != "relevance" else ""]))


def _value(value: str) -> str:
    return value if value.replace("-", "").replace("/", "").isalnum() else '"' + value.replace('"', " ") + '"'
