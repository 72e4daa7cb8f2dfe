"""Which names a cell's code binds, changes and looks up, by its text alone.

Trusted side; used by `grading.seal.plan` and the examiner on the source's cells. Line magics are passed over, but for
a name that one gives a value; what a magic runs as Python, on its line or below it, is Python.
"""

from __future__ import annotations

import ast
import functools
import re
import symtable
from collections.abc import Iterator

_REMEMBERED = 512  # cells: the source's are the same for a whole class
_TIMED = re.compile(r"^(\s*)%time\s+(?=\S)")
_MAGIC = re.compile(r"^(\s*)(?:([A-Za-z_]\w*(?:\s*,\s*\w+)*)\s*=\s*)?[!%].*$")
_RUNS_PYTHON = re.compile(r"\s*%%(?:time|capture|prun)\b[^\n]*")
_WRITES = re.compile(r"^\s*%%(?:writefile|file)\s+(?:(?:-a|--append)\s+)?(?:\./)?(\S+)")
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
#: What a constant is written with, and where it goes; nothing that calls.
_CONSTANT = (
    *(ast.Expr, ast.Assign, ast.AnnAssign, ast.Constant, ast.Name, ast.expr_context, ast.Attribute, ast.keyword),
    *(ast.Tuple, ast.List, ast.Set, ast.Dict, ast.UnaryOp, ast.unaryop, ast.BinOp, ast.operator),
)
#: What makes a class when it is called.
_MAKE_CLASSES = {"namedtuple", "NamedTuple", "make_dataclass", "Enum", "IntEnum", "Flag", "IntFlag", "new_class"}


@functools.lru_cache(_REMEMBERED)
def bound(code: str) -> frozenset[str]:
    """The names that a cell binds, at top level and in blocks there, or by ``global`` in a function."""
    found = set[str]()
    for node in _outside_of_tables(_parsed(code)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
            found |= {name for each in ast.walk(node) if isinstance(each, ast.Global) for name in each.names}
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name:
            found.add(node.name)
    return frozenset(found - {"*"})


@functools.lru_cache(_REMEMBERED)
def changed(code: str) -> frozenset[str]:
    """The names whose values a cell changes in place, at top level: an item, an attribute, by a method of theirs."""
    found = set[str]()
    for node in _outside_of_tables(_parsed(code)):
        target: ast.expr | None = None
        if isinstance(node, (ast.Subscript, ast.Attribute)) and isinstance(node.ctx, (ast.Store, ast.Del)):
            target = node
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            target = node.value.func if isinstance(node.value.func, ast.Attribute) else None
        while isinstance(target, (ast.Subscript, ast.Attribute)):
            target = target.value
        if isinstance(target, ast.Name):
            found.add(target.id)
    return frozenset(found)


@functools.lru_cache(_REMEMBERED)
def classes(code: str) -> dict[str, frozenset[str]]:
    """The classes that a cell makes, each with all names in its text."""
    found = dict[str, ast.AST]()
    for node in _outside_of_tables(_parsed(code)):
        if isinstance(node, ast.ClassDef):
            found[node.name] = node
        elif (
            isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.targets[0], ast.Name)
        ):
            by = node.value.func
            if (by.attr if isinstance(by, ast.Attribute) else getattr(by, "id", "")) in _MAKE_CLASSES:
                found[node.targets[0].id] = node.value
    return {
        name: frozenset(node.id for node in ast.walk(each) if isinstance(node, ast.Name))
        for name, each in found.items()
    }


@functools.lru_cache(_REMEMBERED)
def mentioned(code: str) -> frozenset[str]:
    """All names in it but for those that only its functions know."""
    statements = _parsed(code)
    try:
        scopes = list(_tables(statements))
    except (SyntaxError, ValueError, RecursionError):
        nodes = (node for statement in statements for node in ast.walk(statement))
        return frozenset(node.id for node in nodes if isinstance(node, ast.Name))
    symbols = ((each, scope) for scope in scopes for each in scope.get_symbols())
    return frozenset(each.get_name() for each, scope in symbols if each.is_global() or scope.get_type() != "function")


@functools.lru_cache(_REMEMBERED)
def looked_up(code: str) -> frozenset[str]:
    """The names that its functions and classes look up in the notebook's namespace when they run."""
    try:
        inner = list(_tables(_parsed(code)))[1:]
    except (SyntaxError, ValueError, RecursionError):
        return frozenset()
    symbols = (each for scope in inner for each in scope.get_symbols())
    return frozenset(each.get_name() for each in symbols if each.is_global() and each.is_referenced())


def _tables(statements: list[ast.stmt]) -> Iterator[symtable.SymbolTable]:
    """The outermost, and those within. Raises SyntaxError, ValueError or RecursionError."""
    waiting = [symtable.symtable(ast.unparse(ast.Module(statements, [])), "", "exec")]
    while waiting:
        scope = waiting.pop()
        yield scope
        waiting.extend(scope.get_children())


@functools.lru_cache(_REMEMBERED)
def imports(code: str) -> str:
    """The import statements at top level, as text."""
    found = (each for each in _parsed(code) if isinstance(each, (ast.Import, ast.ImportFrom)))
    return "\n".join(map(ast.unparse, found))


@functools.lru_cache(_REMEMBERED)
def definitions(code: str) -> str:
    """The text of a cell that imports, defines functions and classes (which it may decorate), and names constants.

    Empty for a cell that does more: that calls something. Where lines of magics are in between, of one that imports.
    """
    try:
        return code if all(map(_defines, ast.parse(code).body)) else ""
    except (SyntaxError, ValueError, RecursionError):
        imported = all(isinstance(each, ast.Pass | ast.Import | ast.ImportFrom) for each in _parsed(code))
        return imports(code) if imported else ""


def _defines(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Pass | ast.Import | ast.ImportFrom):
        return True
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        return all(isinstance(each, _CONSTANT) for each in ast.walk(statement))
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        arguments = statement.args
        given: list[ast.AST] = [*arguments.defaults, *filter(None, arguments.kw_defaults), *statement.decorator_list]
    elif isinstance(statement, ast.ClassDef):
        within = [each for each in statement.body if not _defines(each)]
        given = [*statement.bases, *statement.keywords, *statement.decorator_list, *within]
    else:
        given = [statement]
    return all(isinstance(each, _CONSTANT) for part in given for each in ast.walk(part))


def written(code: str) -> list[str]:
    """The file that a cell's text goes into, by a magic."""
    return _WRITES.findall(code)


def _parsed(code: str) -> list[ast.stmt]:
    if code.lstrip().startswith("%%"):
        if not _RUNS_PYTHON.match(code):
            return []
        code = _RUNS_PYTHON.sub("", code, count=1)
    lines = (
        _MAGIC.sub(lambda found: f"{found[1]}{found[2]} = None" if found[2] else f"{found[1]}pass", line)
        for line in (_TIMED.sub(r"\1", line) for line in code.split("\n"))
    )
    try:
        return ast.parse("\n".join(lines)).body
    except (SyntaxError, ValueError, RecursionError):
        return []


def _outside_of_tables(statements: list[ast.stmt]) -> Iterator[ast.AST]:
    """The nodes that belong to the cell's own namespace."""
    waiting: list[ast.AST] = list(statements)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, _COMPREHENSIONS):  # of which a walrus alone binds a name outside
            waiting.extend(each.target for each in ast.walk(node) if isinstance(each, ast.NamedExpr))
        elif not isinstance(node, _SCOPES):
            waiting.extend(ast.iter_child_nodes(node))
