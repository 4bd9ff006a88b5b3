#!/usr/bin/env python3
"""Where installed libraries import what only their extras ask for: the material for `src/knowledge/implicit`.

    python3 test/corpus/optional-uses.py FOLDER [LIBRARY...] [--pairs FILE] [--catalogue src/knowledge/names.json]

FOLDER holds unpacked wheels, each with its `.dist-info`: nothing of them is run, CPython's own parser reads them. For each
library Y and each distribution X that its metadata lists under an extra (or that FILE names, lines `Y <- X`), every import
of X in a module of Y is a row, with tabs between:

    Y==version, X, extras, file:line, the function or class around it, its guards, whether `import Y` reaches the module

Guards: `try` (its ImportError, or everything, is caught), `typing`, `main`, `call` (a text given to a function of imports).
Without an import a row says `text` where a text of Y's code names X's module, `binary` where a compiled module of Y does,
and `never` where nothing does.
"""
import argparse
import ast
import json
import re
import sys
from email.parser import HeaderParser
from pathlib import Path

HERE = Path(__file__).parent
NAMES = HERE.parents[1] / 'src/knowledge/names.json'
LONGEST_FILE = 3_000_000
# Folders of a wheel that no application imports.
APART = re.compile(r'(^|/)(tests?|testing|benchmarks?|examples?|docs?|conftest\.py|setup\.py)(/|$)')
CATCHES = {'ImportError', 'ModuleNotFoundError', 'Exception', 'BaseException'}


def normal(name):
    return re.sub(r'[-_.]+', '-', name).lower()


class Library:
    """An unpacked distribution: its metadata, and its modules by their dotted names."""

    def __init__(self, folder, info):
        headers = HeaderParser().parsestr((info / 'METADATA').read_text('utf8', 'replace'))
        self.folder, self.name, self.version = folder, normal(headers['Name']), headers['Version']
        self.extras = {}
        for line in headers.get_all('Requires-Dist') or []:
            for extra in re.findall(r'extra\s*==\s*[\'"]([^\'"]+)', line):
                self.extras.setdefault(normal(re.match(r'[\w.-]+', line)[0]), []).append(extra)
        listed = [line.rsplit(',', 2)[0].strip('"') for line in (info / 'RECORD').read_text('utf8', 'replace').splitlines()]
        self.files = [path for path in listed if (path.endswith(('.py', '.so'))) and not path.startswith('..') and (folder / path).is_file()]
        self.modules = {dotted(path): path for path in self.files if path.endswith('.py')}
        self.known = {}

    def tops(self):
        """What `import Y` names: the outermost modules that are no bare namespaces."""
        return {name for name in self.modules if not parents(name) & self.modules.keys() and not APART.search(self.modules[name])}

    def tree(self, name):
        path = self.folder / self.modules[name]
        try:
            return ast.parse(path.read_bytes()) if path.stat().st_size < LONGEST_FILE else None
        except (SyntaxError, ValueError):
            return None

    def uses(self, name):
        if name not in self.known:
            self.known[name] = uses(self, name)
        return self.known[name]

    def reached(self):
        """Modules that `import Y` loads, by the imports that stand outside functions."""
        seen, open_ = set(), list(self.tops())
        while open_:
            name = open_.pop()
            for one in [*parents(name), name]:
                if one in seen or one not in self.modules:
                    continue
                seen.add(one)
                for used in self.uses(one):
                    if used.where == '' and 'typing' not in used.guards and 'main' not in used.guards:
                        open_.append(used.module)
        return seen


class Use:
    def __init__(self, module, line, where, guards):
        self.module, self.line, self.where, self.guards = module, line, where, guards


def parents(name):
    parts = name.split('.')
    return {'.'.join(parts[:count]) for count in range(1, len(parts))}


def dotted(path):
    parts = path.removesuffix('.py').split('/')
    return '.'.join(parts[:-1] if parts[-1] == '__init__' else parts)


def uses(library, name):
    """Every import of a module, absolute: `from a import b` is both `a` and `a.b`."""
    tree = library.tree(name)
    if tree is None:
        return []
    found = []
    package = name if library.modules[name].endswith('__init__.py') else name.rpartition('.')[0]

    def walk(node, where, guards):
        if isinstance(node, ast.Import):
            found.extend(Use(alias.name, node.lineno, where, guards) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ''
            if node.level:
                above = package.split('.')[: len(package.split('.')) - node.level + 1]
                base = '.'.join([*above, *([node.module] if node.module else [])])
            found.extend(Use(one, node.lineno, where, guards) for one in [base, *(f'{base}.{alias.name}' for alias in node.names)])
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, 'id', '')
            if re.search(r'import|module|depend|require|backend|available|spec|version', called, re.I):
                found.append(Use(node.args[0].value, node.lineno, where, [*guards, f'call {called}']))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            inner = f'{where}.{node.name}' if where else node.name
            for child in ast.iter_child_nodes(node):
                walk(child, inner if not isinstance(node, ast.ClassDef) or where else (inner if has_function(child) else where), guards)
        elif isinstance(node, ast.Try):
            caught = any(handler.type is None or CATCHES & {one.id for one in ast.walk(handler.type) if isinstance(one, ast.Name)} for handler in node.handlers)
            for child in node.body:
                walk(child, where, [*guards, 'try'] if caught else guards)
            for child in [*node.handlers, *node.orelse, *node.finalbody]:
                walk(child, where, guards)
        elif isinstance(node, ast.If):
            test = ast.unparse(node.test)
            kind = 'typing' if 'TYPE_CHECKING' in test else 'main' if '__main__' in test else None
            for child in node.body:
                walk(child, where, [*guards, kind] if kind else guards)
            for child in node.orelse:
                walk(child, where, guards)
        else:
            for child in ast.iter_child_nodes(node):
                walk(child, where, guards)

    walk(tree, '', [])
    return found


def has_function(node):
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))


def modules_of(names, name):
    entry = names.get(name)
    listed = entry.get('modules') if isinstance(entry, dict) else None
    return listed or [name.replace('-', '_')]


def names_one(module, roots):
    return any(module == root or module.startswith(f'{root}.') for root in roots)


def rows(library, reached, name, extras, names):
    roots = modules_of(names, name)
    tops = library.tops()
    found = False
    for module, path in library.modules.items():
        if APART.search(path):
            continue
        lines = set()
        for use in library.uses(module):
            if not names_one(use.module, roots) or names_one(use.module, tops) or (use.line, use.where) in lines:
                continue
            lines.add((use.line, use.where))
            found = True
            yield [f'{path}:{use.line}', use.where or '-', ','.join(use.guards) or '-', 'loaded' if module in reached else 'apart']
    if found:
        return
    quoted = re.compile('|'.join(rf'[\'"]{re.escape(root)}(?:[.\'":])' for root in roots))
    for path in library.files:
        text = (library.folder / path).read_bytes()[:LONGEST_FILE * 10].decode('latin1')
        if path.endswith('.so'):
            if any(re.search(rf'(?<![\w.]){re.escape(root)}(?![\w])', text) for root in roots):
                found = True
                yield [path, '-', 'binary', '-']
        elif not APART.search(path) and (hit := quoted.search(text)):
            found = True
            yield [f'{path}:{text.count(chr(10), 0, hit.start()) + 1}', '-', 'text', '-']
    if not found:
        yield ['-', '-', 'never', '-']


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('folder', type=Path)
    parser.add_argument('libraries', nargs='*')
    parser.add_argument('--pairs', type=Path)
    parser.add_argument('--catalogue', type=Path, default=NAMES)
    options = parser.parse_args()
    names = json.loads(options.catalogue.read_text())['distributions']
    wanted = {}
    for line in options.pairs.read_text().splitlines() if options.pairs else []:
        library, name = re.match(r'(\S+) <- (\S+)', line).groups()
        wanted.setdefault(library, []).append(name)
    for info in sorted(options.folder.glob('**/*.dist-info')):
        library = Library(info.parent, info)
        if options.libraries and library.name not in options.libraries:
            continue
        reached = library.reached()
        for name in wanted.get(library.name, []) if options.pairs else sorted(library.extras):
            extras = ','.join(library.extras.get(name, [])) or '-'
            for row in rows(library, reached, name, extras, names):
                print('\t'.join([f'{library.name}=={library.version}', name, extras, *row]))
        sys.stdout.flush()


if __name__ == '__main__':
    main()
