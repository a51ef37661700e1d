"""Who imports whom, read from the source as Python itself would, without running any of it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ("desktop", "ui", "carrier")


@dataclass(frozen=True, slots=True)
class Import:
    importer: str
    """Dotted name of the module that imports."""
    imported: str
    """Dotted name of what it imports; for `from a import b` both `a` and `a.b` stand for it."""
    path: Path
    line: int

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} imports {self.imported}"


def sources(*parts: str) -> list[Path]:
    return [
        path
        for part in parts
        for path in sorted((ROOT / part).rglob("*.py"))
        if "__pycache__" not in path.parts and "versions" not in path.parts
    ]


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> list[Import]:
    """Imports anywhere in the file, those inside functions too."""
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    name = module_name(path)
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    found: list[Import] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [Import(name, alias.name, path, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            found += [Import(name, base, path, node.lineno)]
            found += [Import(name, f"{base}.{alias.name}", path, node.lineno) for alias in node.names]
    return found


def within(module: str, place: str) -> bool:
    return module == place or module.startswith(place + ".")


HOUSE_IMPORTS: list[Import] = [each for path in sources(*HOUSE) for each in imports_of(path)]
