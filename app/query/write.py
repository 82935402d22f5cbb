"""A tree as a query that a reader could have typed, so that a part of it can be left out or put in another way."""

from app.query.fields import LONGEST
from app.query.tree import And, Between, Filter, Length, Node, Not, Or, Phrase, Prefix, Query, Within


def written(node: Node) -> str:
    """The query whose tree this is."""
    match node:
        case And(parts):
            return " ".join(written(part) for part in parts)
        case Or(parts):
            return "(" + " OR ".join(written(part) for part in parts) + ")"
        case Not(part):
            return f"-({written(part)})" if isinstance(part, And | Between) else f"-{written(part)}"
        case Within(column, term):
            return f"{column}:{written(term)}"
        case Filter() | Between() | Length():
            return _property(node)
    return {Phrase: f'"{node.text}"', Prefix: f"{node.text}*"}.get(type(node), node.text)


def rewritten(query: Query, tree: Node) -> str:
    """The same query with another tree."""
    return " ".join(filter(None, [written(tree), f"sort:{query.sort}" if query.sort != "relevance" else ""]))


def _property(node: Filter | Between | Length) -> str:
    if isinstance(node, Filter):
        plain = node.value.replace("-", "").replace("/", "").isalnum()
        return f"{node.name}:{node.value}" if plain else f'{node.name}:"{node.value.replace(chr(34), " ")}"'
    if isinstance(node, Between):
        return " ".join([*([f"after:{node.first}"] if node.first else []), *([f"before:{node.end}"] if node.end else [])])
    return f"len:{node.least}..{node.most}" if node.most < LONGEST else f"len:>={node.least}"
