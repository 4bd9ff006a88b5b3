"""Every import in Python files, wherever it stands, by CPython's own parser: paths on stdin, {"path", "line", "module"} a line.

`from a import b` gives `a.b`; relative imports are left out. Imports below `if TYPE_CHECKING` are marked `"typing": true`, those in
the body of a `try` that catches ImportError `"guarded": true`. Files that cannot be parsed give {"path", "error"}.
"""

import ast
import json
import sys

CATCHES = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def names_in(node):
    return {one.id if isinstance(one, ast.Name) else one.attr for one in ast.walk(node) if isinstance(one, (ast.Name, ast.Attribute))}


def visit(node, path, typing, guarded):
    if isinstance(node, ast.Import):
        for alias in node.names:
            print(json.dumps({"path": path, "line": node.lineno, "module": alias.name, "typing": typing, "guarded": guarded}))
    elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        for alias in node.names:
            print(json.dumps({"path": path, "line": node.lineno, "module": f"{node.module}.{alias.name}", "typing": typing, "guarded": guarded}))
    if isinstance(node, ast.If) and "TYPE_CHECKING" in names_in(node.test):
        for child in node.body:
            visit(child, path, True, guarded)
        for child in node.orelse:
            visit(child, path, typing, guarded)
        return
    if isinstance(node, ast.Try):
        caught = any(handler.type is None or names_in(handler.type) & CATCHES for handler in node.handlers)
        for child in node.body:
            visit(child, path, typing, guarded or caught)
        for child in [*node.handlers, *node.orelse, *node.finalbody]:
            visit(child, path, typing, guarded)
        return
    for child in ast.iter_child_nodes(node):
        visit(child, path, typing, guarded)


sys.setrecursionlimit(20000)
for line in sys.stdin:
    path = line.rstrip("\n")
    try:
        with open(path, "rb") as file:
            visit(ast.parse(file.read(), path), path, False, False)
    except (OSError, SyntaxError, ValueError, RecursionError) as error:
        print(json.dumps({"path": path, "error": str(error)}))
