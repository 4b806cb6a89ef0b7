"""No value of a person ever gets into a statement but by a placeholder: read from the syntax trees."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "copywriting", "desk", "documents", "handlers", "inference", "storage")
SQL = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|PRAGMA|WHERE|ATTACH)\b")

# What was looked at and found to be put together of this program's own words and question marks.
REVIEWED = {
    "storage/backup.py": {"BUSY_MILLISECONDS"},
    "storage/database.py": {"BUSY_MILLISECONDS"},
    "storage/history.py": {"condition", "_FOUND"},
    "storage/migrations.py": {"script.number"},
    "storage/preferences.py": {"_COLUMNS"},
    "storage/users.py": {"marks"},
    "storage/variants.py": {"condition"},
}


def text_in(expression: ast.expr) -> str:
    strings = [node.value for node in ast.walk(expression) if isinstance(node, ast.Constant)]
    return " ".join(one for one in strings if isinstance(one, str))


def put_in(tree: ast.AST) -> Iterator[str]:
    """What is interpolated into, added to or formatted into a string that speaks SQL."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and SQL.search(text_in(node)):
            yield from (ast.unparse(one.value) for one in node.values if isinstance(one, ast.FormattedValue))
        elif isinstance(node, ast.BinOp) and SQL.search(text_in(node)):
            yield from (ast.unparse(one) for one in (node.left, node.right) if isinstance(one, ast.Name))
        elif isinstance(node, ast.Attribute) and node.attr == "format" and SQL.search(text_in(node)):
            yield ast.unparse(node)


def found() -> dict[str, set[str]]:
    files = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    trees = {str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in files}
    return {name: names for name, tree in trees.items() if (names := set(put_in(tree)))}


def test_statements_are_made_of_what_was_reviewed() -> None:
    loose = {name: names - REVIEWED.get(name, set()) for name, names in found().items()}

    assert {name: names for name, names in loose.items() if names} == {}


def test_sql_is_spoken_in_the_storage_only() -> None:
    elsewhere = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        if package != "storage"
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"\.execute(many|script|_fetchall)?\(", path.read_text(encoding="utf-8"))
    ]

    assert elsewhere == []
