#!/usr/bin/env python3
"""Reads recipes of other package collections that import what they built: EasyBuild's easyconfigs, Pyodide's recipes.

    python3 test/corpus/names-recipes.py [--easybuild GIT-DIR] [--pyodide GIT-DIR] > recipes.json

An easyconfig names the module that its sanity check imports (`modulename`; without it, the name of the package), a
recipe of Pyodide the top-level modules. There may be more of them: the entries are marked so.
"""
import argparse
import ast
import json
import re
import subprocess
import sys


def normalised(name):
    return re.sub(r'[-_.]+', '-', name).lower()


def files(git, pattern):
    """(path, text) of the newest commit's files that match."""
    listed = subprocess.run(['git', '-C', git, 'ls-tree', '-r', '--name-only', 'HEAD'], capture_output=True, text=True, check=True).stdout.split('\n')
    wanted = [path for path in listed if re.search(pattern, path)]
    with subprocess.Popen(['git', '-C', git, 'cat-file', '--batch'], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for path in wanted:
            process.stdin.write(f'HEAD:{path}\n'.encode())
            process.stdin.flush()
            size = int(process.stdout.readline().split()[-1])
            text = process.stdout.read(size + 1).decode('utf-8', 'replace')
            yield path, text
        process.stdin.close()


def literals(text):
    """The assignments of an easyconfig whose right side is a literal; names and templates in it become null."""
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = plain(node.value)
    return found


def plain(node):
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, (ast.List, ast.Tuple)):
        return [plain(one) for one in node.elts]
    if isinstance(node, ast.Dict):
        return {plain(key): plain(value) for key, value in zip(node.keys, node.values) if isinstance(key, ast.Constant)}
    return None


def packages(text):
    """(name, module or null for none told) of the Python packages of an easyconfig."""
    content = literals(text)
    block = str(content.get('easyblock'))
    if re.fullmatch(r'(Cargo)?PythonPackage', block):
        options = content.get('options')
        yield content.get('name'), options.get('modulename') if isinstance(options, dict) else None
    elif re.fullmatch(r'(Cargo)?PythonBundle', block) or content.get('exts_defaultclass') == 'PythonPackage':
        for one in content.get('exts_list') or []:
            if isinstance(one, list) and len(one) >= 2:
                options = one[2] if len(one) > 2 and isinstance(one[2], dict) else {}
                yield one[0], options.get('modulename')


def easybuild(git):
    result = {}
    for path, text in files(git, r'^easybuild/easyconfigs/(?!__archive__).*\.eb$'):
        if 'Python' not in text:
            continue
        try:
            listed = list(packages(text))
        except (SyntaxError, ValueError):
            continue
        for name, module in listed:
            if not isinstance(name, str) or module is False:
                continue
            told = isinstance(module, str) and '%(' not in module
            if module is not None and not told:
                continue
            one = (module if told else name.lower().replace('-', '_')).strip()
            if not re.fullmatch(r'[^\W\d]\w*(\.[^\W\d]\w*)*', one):
                continue
            year = max(re.findall(r'20\d\d[ab]|\d+\.\d+\.\d+', path) or [''])
            before = result.get(normalised(name))
            if before is None or (told, year) >= (before['told'], before['year']):
                result[normalised(name)] = {'from': f'easybuild {path.removeprefix("easybuild/easyconfigs/")}', 'modules': [one], 'told': told, 'year': year}
    return result


def pyodide(git):
    result = {}
    for path, text in files(git, r'^packages/[^/]+/meta\.yaml$'):
        name = re.search(r'^package:\n(?:  .*\n)*?  name: ([\w.-]+)$', text, re.M)
        block = re.search(r'^  top-level:\n((?:  +- .+\n)+)', text, re.M)
        if not name or not block:
            continue
        modules = [one for one in re.findall(r'- ([\w.]+)\s*$', block[1], re.M)]
        if modules:
            result[normalised(name[1])] = {'from': f'pyodide {path}', 'modules': sorted(set(modules))}
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--easybuild')
    parser.add_argument('--pyodide')
    options = parser.parse_args()
    result = easybuild(options.easybuild) if options.easybuild else {}
    if options.pyodide:
        result |= pyodide(options.pyodide)
    json.dump(result, sys.stdout, indent=0, sort_keys=True)


if __name__ == '__main__':
    main()
