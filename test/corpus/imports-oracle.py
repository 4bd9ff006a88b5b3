"""What CPython's own parser says of Python files, one JSON record a line.

    python3 imports-oracle.py < LIST > RECORDS

A file that this Python does not parse is tried with lib2to3, where there is one, as Python 2.
Record: path, by ("ast", "lib2to3" or null), error,
imports [[module, level, name, as, line, guards]], symbols [...].
Guards: t below TYPE_CHECKING, o in a try that catches an ImportError and goes on, h in such a handler, f in a function.
"""
import ast
import io
import json
import sys
import tokenize
import warnings

warnings.simplefilter("ignore")
sys.setrecursionlimit(20000)
CATCHES = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def last_name(node):
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def catches(handler):
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(last_name(kind) in CATCHES for kind in kinds)


def leaves(body):
    last = body[-1]
    if isinstance(last, ast.Raise):
        return True
    if isinstance(last, (ast.With, ast.AsyncWith, ast.For, ast.AsyncFor, ast.While)):
        return leaves(getattr(last, "orelse", None) or last.body)
    if not (isinstance(last, ast.Expr) and isinstance(last.value, ast.Call)):
        return False
    called = last.value.func
    if isinstance(called, ast.Name):
        return called.id in ("exit", "quit")
    return isinstance(called, ast.Attribute) and called.attr == "exit" and last_name(called.value) == "sys"


def suppresses(statement):
    for item in statement.items:
        for node in ast.walk(item.context_expr):
            if isinstance(node, ast.Call) and last_name(node.func) == "suppress":
                if any(last_name(argument) in CATCHES for argument in node.args):
                    return True
    return False


class Scope:
    def __init__(self, kind, parent):
        self.kind, self.parent = kind, parent
        self.imports, self.bound, self.globals, self.nonlocals, self.read = {}, set(), set(), set(), []


class Reader:
    def __init__(self):
        self.imports = []
        self.module = Scope("module", None)
        self.scopes = [self.module]

    def symbols(self):
        found = set()
        for scope in self.scopes:
            for name, parts in scope.read:
                for target in self.look_up(scope, name):
                    found.add(".".join([target] + parts))
        for module, level, name, _, _, _ in self.imports:
            if name not in (None, "*"):
                found.add(joined(module, level, name))
        return sorted(found)

    def look_up(self, scope, name):
        first = True
        while scope is not None:
            if scope.kind != "class" or first:
                if name in scope.globals:
                    return self.module.imports.get(name, ())
                if name not in scope.nonlocals:
                    if name in scope.imports:
                        return scope.imports[name]
                    if name in scope.bound and scope.kind == "function":
                        return ()
            first = False
            scope = scope.parent
        return ()

    def scope(self, kind, parent):
        scope = Scope(kind, parent)
        self.scopes.append(scope)
        return scope

    def bind(self, scope, name, target):
        if name in scope.globals:
            scope = self.module
        scope.imports.setdefault(name, set()).add(target)

    def block(self, body, scope, guards):
        for statement in body:
            self.statement(statement, scope, guards)

    def statement(self, node, scope, guards):
        kind = type(node)
        if kind is ast.Import:
            for alias in node.names:
                self.imports.append([alias.name, 0, None, alias.asname, node.lineno, guards])
                root = alias.name.split(".")[0]
                self.bind(scope, alias.asname or root, alias.name if alias.asname else root)
        elif kind is ast.ImportFrom:
            for alias in node.names:
                self.imports.append([node.module or "", node.level, alias.name, alias.asname, node.lineno, guards])
                if alias.name != "*":
                    self.bind(scope, alias.asname or alias.name, joined(node.module or "", node.level, alias.name))
        elif kind in (ast.FunctionDef, ast.AsyncFunctionDef):
            scope.bound.add(node.name)
            for decorator in node.decorator_list:
                self.expression(decorator, scope)
            inner = self.scope("function", scope)
            self.arguments(node.args, scope, inner)
            if node.returns:
                self.expression(node.returns, scope)
            self.block(node.body, inner, guards.replace("o", "") + "f")
        elif kind is ast.ClassDef:
            scope.bound.add(node.name)
            for expression in node.decorator_list + node.bases + [keyword.value for keyword in node.keywords]:
                self.expression(expression, scope)
            self.block(node.body, self.scope("class", scope), guards)
        elif kind is ast.If:
            self.expression(node.test, scope)
            typing = last_name(node.test) == "TYPE_CHECKING"
            negated = isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not) and last_name(node.test.operand) == "TYPE_CHECKING"
            self.block(node.body, scope, guards + "t" if typing else guards)
            self.block(node.orelse, scope, guards + "t" if negated else guards)
        elif kind is ast.Try or kind.__name__ == "TryStar":
            goes_on = next((not leaves(handler.body) for handler in node.handlers if catches(handler)), False)
            self.block(node.body, scope, guards + "o" if goes_on else guards)
            for handler in node.handlers:
                if handler.type:
                    self.expression(handler.type, scope)
                if handler.name:
                    scope.bound.add(handler.name)
                self.block(handler.body, scope, guards + "h" if catches(handler) else guards)
            self.block(node.orelse, scope, guards)
            self.block(node.finalbody, scope, guards)
        elif kind in (ast.With, ast.AsyncWith):
            for item in node.items:
                self.expression(item.context_expr, scope)
                if item.optional_vars:
                    self.expression(item.optional_vars, scope)
            self.block(node.body, scope, guards + "o" if suppresses(node) else guards)
        elif kind is ast.Global:
            scope.globals.update(node.names)
        elif kind is ast.Nonlocal:
            scope.nonlocals.update(node.names)
        else:
            self.fields(node, scope, guards)

    def fields(self, node, scope, guards):
        for _, value in ast.iter_fields(node):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.stmt):
                    self.statement(child, scope, guards)
                elif isinstance(child, ast.expr):
                    self.expression(child, scope)
                elif isinstance(child, str) and isinstance(node, ast.pattern):
                    scope.bound.add(child)
                elif isinstance(child, ast.AST):
                    self.fields(child, scope, guards)

    def arguments(self, given, scope, inner):
        for argument in given.posonlyargs + given.args + given.kwonlyargs + [given.vararg, given.kwarg]:
            if argument is not None:
                inner.bound.add(argument.arg)
                if argument.annotation:
                    self.expression(argument.annotation, scope)
        for default in given.defaults + given.kw_defaults:
            if default is not None:
                self.expression(default, scope)

    def expression(self, node, scope):
        kind = type(node)
        if kind is ast.Name:
            if type(node.ctx) is ast.Load:
                scope.read.append((node.id, []))
            else:
                (self.module if node.id in scope.globals else scope).bound.add(node.id)
        elif kind is ast.Attribute:
            parts = []
            while isinstance(node, ast.Attribute):
                parts.append(node.attr)
                node = node.value
            if isinstance(node, ast.Name):
                scope.read.append((node.id, parts[::-1]))
            else:
                self.expression(node, scope)
        elif kind is ast.Lambda:
            inner = self.scope("function", scope)
            self.arguments(node.args, scope, inner)
            self.expression(node.body, inner)
        elif kind in (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp):
            self.expression(node.generators[0].iter, scope)
            inner = self.scope("function", scope)
            for index, generator in enumerate(node.generators):
                if index:
                    self.expression(generator.iter, inner)
                self.expression(generator.target, inner)
                for condition in generator.ifs:
                    self.expression(condition, inner)
            for part in [node.key, node.value] if kind is ast.DictComp else [node.elt]:
                self.expression(part, inner)
        elif kind is not ast.Constant:
            for _, value in ast.iter_fields(node):
                for child in value if isinstance(value, list) else [value]:
                    if isinstance(child, ast.expr):
                        self.expression(child, scope)
                    elif isinstance(child, ast.keyword):
                        self.expression(child.value, scope)


def joined(module, level, name):
    return "." * level + (module + "." + name if module else name)


def read_python_2(data):
    from lib2to3 import pygram, pytree
    from lib2to3.pgen2 import driver

    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    text = data.decode(encoding).replace("\r\n", "\n") + "\n"
    try:
        tree = driver.Driver(pygram.python_grammar, pytree.convert).parse_string(text)
    except Exception:
        tree = driver.Driver(pygram.python_grammar_no_print_statement, pytree.convert).parse_string(text)
    symbols = pygram.python_symbols
    found = []
    for node in tree.pre_order():
        if node.type == symbols.import_name:
            names = node.children[1]
            for item in names.children if names.type == symbols.dotted_as_names else [names]:
                parts = item.children if item.type == symbols.dotted_as_name else [item, None, None]
                if plain(item) != ",":
                    found.append([plain(parts[0]), 0, None, parts[2] and parts[2].value, node.get_lineno(), None])
        elif node.type == symbols.import_from:
            index = next(i for i, child in enumerate(node.children) if i and plain(child) == "import")
            words = "".join(plain(child) for child in node.children[1:index])
            module = words.lstrip(".")
            rest = [child for child in node.children[index + 1:] if plain(child) not in "()"]
            names = rest[0].children if rest[0].type == symbols.import_as_names else [rest[0]]
            for item in names:
                parts = item.children if item.type == symbols.import_as_name else [item, None, None]
                if plain(item) != ",":
                    found.append([module, len(words) - len(module), plain(parts[0]), parts[2] and parts[2].value, node.get_lineno(), None])
    return found


def plain(node):
    return "".join(leaf.value for leaf in node.leaves())


def record(path):
    with open(path, "rb") as file:
        data = file.read()
    try:
        tree = ast.parse(data)
        reader = Reader()
        reader.block(tree.body, reader.module, "")
        return {"path": path, "by": "ast", "imports": reader.imports, "symbols": reader.symbols()}
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = f"{type(error).__name__}: {error}"
    try:
        return {"path": path, "by": "lib2to3", "imports": read_python_2(data), "symbols": None}
    except Exception:
        return {"path": path, "by": None, "error": reason}


if __name__ == "__main__":
    for name in sys.stdin:
        print(json.dumps(record(name.rstrip("\n"))), flush=False)
