#!/usr/bin/env python3
"""Compares the catalogue of names with what is installed: modules, programs and plugin groups of every distribution.

    python3 test/corpus/names-check.py SITE-PACKAGES... [--catalogue src/knowledge/names.json]

A module counts as covered if the catalogue has it or a prefix or a part of it; one that the catalogue has and the
installation has not is told too (another version, perhaps). Prints every difference, then how many distributions are
known and how many of those agree.
"""
import argparse
import importlib.util
import json
import re
from pathlib import Path

HERE = Path(__file__).parent
FILE = HERE.parents[1] / 'src/knowledge/names.json'


def sibling(name):
    spec = importlib.util.spec_from_file_location(name.replace('-', '_'), HERE / f'{name}.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def entry_for(content, name):
    entry = content['distributions'].get(name)
    if isinstance(entry, str):
        return {'from': entry}
    if entry is None and any(re.search(one['pattern'], name) for one in content['patterns'].values() if 'partial' not in one):
        return {'from': 'a pattern', 'modules': []}
    return entry


def related(one, others):
    return any(one == other or one.startswith(f'{other}.') or other.startswith(f'{one}.') for other in others)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folders', nargs='+')
    parser.add_argument('--catalogue', type=Path, default=FILE)
    options = parser.parse_args()
    content = json.loads(options.catalogue.read_text(encoding='utf-8'))
    wheels, make = sibling('names-wheels'), sibling('names-make')
    installed = wheels.read(options.folders)
    trees = {name: make.tree(one['files']) for name, one in installed.items()}
    namespaces, holders = make.shared(trees)
    counts = {'installed': 0, 'unknown': 0, 'right': 0, 'modules missing': 0, 'modules more': 0, 'scripts missing': 0, 'groups missing': 0, 'scripts': 0}
    for name in sorted(installed):
        counts['installed'] += 1
        entry = entry_for(content, name)
        if entry is None:
            counts['unknown'] += 1
            print(f'{name}: not in the catalogue')
            continue
        real = make.modules_of(name, trees[name], namespaces, holders)
        listed = entry.get('modules', [name.replace('-', '_')])
        missing = [one for one in real if not related(one, listed)]
        more = [one for one in listed if not related(one, real)]
        scripts = [one for one in installed[name]['scripts'] if one not in entry.get('scripts', [])]
        groups = [one for one in installed[name]['groups'] if one not in entry.get('groups', [])]
        counts['scripts'] += len(installed[name]['scripts'])
        counts['scripts missing'] += len(scripts)
        counts['groups missing'] += len(groups)
        counts['modules missing'] += bool(missing)
        counts['modules more'] += bool(more)
        counts['right'] += not missing and not more
        if missing or more or scripts:
            told = [f'not in the catalogue: {", ".join(missing)}' if missing else '', f'not installed: {", ".join(more)}' if more else '',
                    f'programs not in the catalogue: {", ".join(scripts)}' if scripts else '']
            print(f'{name} ({entry["from"]}): {"; ".join(one for one in told if one)}')
    print(', '.join(f'{key} {value}' for key, value in counts.items()))


if __name__ == '__main__':
    main()
