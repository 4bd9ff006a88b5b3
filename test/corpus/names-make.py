#!/usr/bin/env python3
"""Makes src/knowledge/names.json from what was read of wheels, of Debian's packages and of gazelle's manifests.

    python3 test/corpus/names-make.py [--wheels wheels.json] [--debian debian.json] [--manifest URL=FILE]...
        [--recipes recipes.json] [--ranks packages.tsv]

What people know stands in names-by-hand.py; `sources` and `patterns` are edited in names.json itself and stay. Entries
for which nothing new is given stay too, unless --afresh. Of several sources a wheel goes first, then the last
manifest given, then Debian,
then a recipe. How each file comes about stands in the scripts beside this one, and in src/knowledge/README.md.
"""
import argparse
import json
import re
import runpy
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).parent
FILE = Path(__file__).parents[2] / 'src/knowledge/names.json'
BY_HAND = runpy.run_path(str(HERE / 'names-by-hand.py'))['BY_HAND']
# Folders that many distributions install by mistake, or that say nothing about one.
JUNK = set('''tests test testing doc docs example examples script scripts benchmark benchmarks tools util utils bin build
dist setup conftest sample samples demo demos share etc lib lib64 libs src include man config
configs data app apps main core api common helpers helper models model service services server client clients shared
settings version run cli misc assets static templates plugins resources conf contrib module modules package packages
python base types exceptions constants logs cmd web ui views handlers worker workers tasks jobs test_utils install'''.split())
# Namespace packages: nobody owns the name itself, wherever an __init__.py of the old style lies.
NAMESPACES = set('''
Products airflow.providers ansible_collections aws_cdk azure azure.ai azure.cognitiveservices azure.communication
azure.data azure.digitaltwins azure.iot azure.keyvault azure.media azure.mgmt azure.monitor azure.search
azure.security azure.storage backports ckanext cocotbext collective cuda databricks dogpile five flufl google
google.ai google.api google.cloud google.cloud.sql google.iam google.logging google.longrunning ibm influxdata jaraco
keyrings kivy_garden langgraph langgraph.checkpoint langgraph.store llama_index llama_index.embeddings
llama_index.graph_stores llama_index.indices llama_index.llms llama_index.postprocessor llama_index.readers
llama_index.retrievers llama_index.storage llama_index.tools llama_index.vector_stores logilab mpl_toolkits nvidia
opentelemetry opentelemetry.exporter opentelemetry.exporter.otlp opentelemetry.exporter.otlp.proto
opentelemetry.instrumentation opentelemetry.propagator opentelemetry.propagators opentelemetry.resource
opentelemetry.sdk.extension opentelemetry.util orbax oslo paste plone repoze ruamel snowflake sphinxcontrib
tiktoken_ext twisted.plugins xstatic xstatic.pkg z3c zc zope zope.app'''.split())
NAME = re.compile(r'^[^\W\d]\w*$')
SUFFIX = re.compile(r'(\.cpython-[^/]+|\.abi3|\.[a-z0-9_-]+-linux-gnu)?\.(py|so|pyd)$')


def normalised(name):
    return re.sub(r'[-_.]+', '-', name).lower()


def identity(name):
    return name.replace('-', '_')


def tree(files):
    """Nested: name -> (is a module by itself, children)."""
    root = {}
    for file in files:
        parts = SUFFIX.sub('', file).split('/')
        if not all(NAME.match(part) for part in parts) or parts[0].endswith('__mypyc'):
            continue
        at = root
        for part in parts[:-1]:
            at = at.setdefault(part, [False, {}])[1]
        if parts[-1] == '__init__':
            owner = root
            for part in parts[:-2]:
                owner = owner[part][1]
            if len(parts) > 1:
                owner[parts[-2]][0] = True
        else:
            at.setdefault(parts[-1], [False, {}])[0] = True
    return root


def shared(trees):
    """Dotted names below which several distributions have modules of their own."""
    holders = defaultdict(list)

    def walk(name, path, level, depth):
        for part, (own, children) in level.items():
            dotted = f'{path}.{part}' if path else part
            holders[dotted].append((name, own, frozenset(children)))
            if depth < 5:
                walk(name, dotted, children, depth + 1)
    for name, level in trees.items():
        walk(name, '', level, 0)
    result = set(NAMESPACES)
    for dotted, found in holders.items():
        if len(found) < 2:
            continue
        regular = [children - {'version', '_version', 'tests', '__main__', 'conftest', 'utils'} for _, own, children in found if own]
        if not regular:
            result.add(dotted)
        elif len(regular) >= 3 and all(regular):
            pairs = [(a, b) for i, a in enumerate(regular) for b in regular[i + 1:]]
            if sum(1 for a, b in pairs if not a & b) * 2 > len(pairs):
                result.add(dotted)
    return result, {dotted: len(found) for dotted, found in holders.items()}


def modules_of(name, level, namespaces, holders):
    found = set()

    def walk(path, level, depth):
        for part, (own, children) in level.items():
            dotted = f'{path}.{part}' if path else part
            if depth == 0 and (part in JUNK or part.startswith('test_')) and normalised(part) != name:
                continue
            if part in ('setup', 'conftest'):
                continue
            namespace = dotted in namespaces or (not own and holders.get(dotted, 0) > 1)
            if not namespace or depth >= 5 or not children:
                if not (namespace and own and not children and dotted in namespaces):
                    found.add(dotted)
            else:
                walk(dotted, children, depth + 1)
    walk('', level, 0)
    return sorted(found)


def from_manifest(path):
    """Distribution -> modules without those below another of its own."""
    listed, inside = defaultdict(set), False
    for line in path.read_text(encoding='utf-8').splitlines():
        if re.match(r'\s+modules_mapping:', line):
            inside = True
        elif inside:
            pair = re.match(r"^\s{4,}['\"]?([\w.]+)['\"]?: ['\"]?([\w.-]+)['\"]?$", line)
            if not pair:
                inside = False
                continue
            listed[normalised(pair[2])].add(pair[1])
    result = {}
    for name, modules in listed.items():
        roots = {one for one in modules if one not in NAMESPACES and not any(one.startswith(f'{other}.') for other in modules if other not in NAMESPACES)}
        kept = sorted(one for one in roots if all(NAME.match(part) for part in one.split('.')) and not one.endswith('__mypyc')
                      and (one.split('.')[0] not in JUNK or normalised(one) == name) and one.split('.')[-1] not in ('setup', 'conftest'))
        if kept and len(kept) <= 40:
            result[name] = kept
    return result


def entry_of(name, origin, modules, scripts=(), groups=(), partial=False):
    entry = {'from': origin}
    key, _, place = (origin or '').partition(' ')
    if place == f'python3-{name}':
        entry['from'] = key
    if partial:
        entry['partial'] = True
    if modules != [identity(name)]:
        entry['modules'] = modules
    if scripts:
        entry['scripts'] = sorted(scripts)
    if groups:
        entry['groups'] = sorted(groups)
    return entry['from'] if list(entry) == ['from'] and entry['from'] is not None else entry


def programs(one):
    """Programs of a package of Debian, without its own second names for them."""
    found = [name for name in one['scripts'] if not re.match(r'python3?-|.*(-3|-py3|-python3?|(?<=[a-z])3(\.\d+)?)$', name)]
    return found if len(found) <= 20 else []


def with_hand(name, entry, one):
    """An entry with what a person knows of it: an address goes first; without one it only fills what is missing."""
    modules = [identity(name)] if one['modules'] is None else sorted(one['modules'])
    if isinstance(entry, dict) and entry['from'] is None:
        # What only a person knew: it comes from here again.
        entry = None
    origin = entry if entry is None or isinstance(entry, str) else entry['from']
    if entry is None or one['source'] is not None or (one['first'] and not origin.startswith('wheel')):
        made = entry_of(name, one['source'], modules, one['scripts'], one['groups'], partial=one['partial'])
    else:
        made = {'from': entry} if isinstance(entry, str) else dict(entry)
        told = (made['from'] or '').startswith('wheel ')
        if made.get('partial'):
            every = {*made.get('modules', [identity(name)]), *modules}
            made['modules'] = sorted(one for one in every if not any(one.startswith(f'{other}.') for other in every))
        for field in ('scripts', 'groups'):
            values = sorted({*made.get(field, ()), *one[field]})
            if values and (not told or field == 'scripts'):
                made[field] = values
    if one['note'] is not None:
        made['note'] = one['note']
    return made['from'] if list(made) == ['from'] and made['from'] is not None else made


def modules_in(name, entry):
    return [identity(name)] if isinstance(entry, str) else entry.get('modules', [identity(name)])


def most_used(made, ranks):
    """Of the modules that several distributions hold, those whose most used one is not the first by name."""
    holders = defaultdict(list)
    for name, entry in sorted(made.items()):
        for module in modules_in(name, entry):
            holders[module].append(name)
    def place(module, name):
        """One that is called like the module is meant as often as one with twice its place."""
        return ranks.get(name, 10 ** 9) / (2 if identity(name) == module.lower() else 1)
    best = {module: min(names, key=lambda name: place(module, name)) for module, names in holders.items() if len(names) > 1}
    return {module: name for module, name in best.items() if name != holders[module][0]}


def read_ranks(path):
    """Name -> place among the most downloaded, from a table of tab-separated names and, fourth, places."""
    if path is None:
        return None
    rows = (line.rstrip('\n').split('\t') for line in path.open(encoding='utf-8'))
    return {normalised(row[0]): int(row[3]) if len(row) > 3 and row[3].isdigit() else 10 ** 9 for row in rows}


def write(content, path):
    """One entry a line: a change shows as a change of that line."""
    parts = []
    for key, value in content.items():
        if isinstance(value, dict):
            rows = ',\n'.join(f'    {json.dumps(name)}: {json.dumps(one, ensure_ascii=False)}' for name, one in sorted(value.items()))
            parts.append(f'  {json.dumps(key)}: {{\n{rows}\n  }}')
        elif isinstance(value, list):
            rows = ',\n'.join(f'    {json.dumps(one, ensure_ascii=False)}' for one in value)
            parts.append(f'  {json.dumps(key)}: [\n{rows}\n  ]')
        else:
            parts.append(f'  {json.dumps(key)}: {json.dumps(value)}')
    path.write_text('{\n' + ',\n'.join(parts) + '\n}\n', encoding='utf-8')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--wheels', type=Path)
    parser.add_argument('--debian', type=Path)
    parser.add_argument('--manifest', action='append', default=[])
    parser.add_argument('--recipes', type=Path)
    parser.add_argument('--ranks', type=Path, help='names of the index of Python packages, with their places by downloads')
    parser.add_argument('--out', type=Path, default=FILE)
    parser.add_argument('--afresh', action='store_true', help='forget the entries that are there')
    options = parser.parse_args()
    ranks = read_ranks(options.ranks)
    content = json.loads(FILE.read_text(encoding='utf-8'))
    old = content['distributions']
    wheels = json.loads(options.wheels.read_text()) if options.wheels else {}
    debian = json.loads(options.debian.read_text()) if options.debian else {}
    trees = {name: tree(one['files']) for name, one in debian.items()} | {name: tree(one['files']) for name, one in wheels.items()}
    namespaces, holders = shared(trees)
    made = {} if options.afresh else dict(old)
    for name, one in debian.items():
        modules = modules_of(name, trees[name], namespaces, holders) if name not in wheels else []
        if modules and len(modules) <= 40:
            made[name] = entry_of(name, one['from'], modules, programs(one), partial=one.get('partial', False))
    for pair in options.manifest:
        url, _, path = pair.rpartition('=')
        label = next((key for key, one in content['sources'].items() if one['source'] == url), None)
        if label is None:
            raise SystemExit(f'{url} is no source in names.json: add it there first')
        for name, modules in from_manifest(Path(path)).items():
            before = made.get(name)
            scripts = before.get('scripts', ()) if isinstance(before, dict) else ()
            # gazelle leaves private modules out.
            private = [one for one in (before or {}).get('modules', ()) if one.startswith('_')] if isinstance(before, dict) else []
            made[name] = entry_of(name, label, sorted({*modules, *private}), scripts)
    for name, one in wheels.items():
        modules = modules_of(name, trees[name], namespaces, holders)
        if len(modules) <= 60:
            made[name] = entry_of(name, one['from'], modules, [s for s in one['scripts'] if not re.search(r'\d\.\d+$', s)], one['groups'])
    recipes = json.loads(options.recipes.read_text()) if options.recipes else {}
    held = {module for name, entry in made.items() for module in modules_in(name, entry)}
    for name, one in recipes.items():
        # A module that nobody told and that another distribution holds: `bs4` of the recipe `bs4`, which only brings it.
        if name not in made and not NAMESPACES & set(one['modules']) and (ranks is None or name in ranks) and (one.get('told', True) or not held & set(one['modules'])):
            made[name] = entry_of(name, one['from'], one['modules'], partial=True)
    for name, one in BY_HAND.items():
        made[name] = with_hand(name, made.get(name), one)
    made = {name: entry for name, entry in made.items() if name in BY_HAND or not any(re.search(one['pattern'], name) for one in content['patterns'].values() if 'partial' not in one)}
    content['distributions'] = made
    if ranks is not None:
        content['first'] = most_used(made, ranks)
    write(content, options.out)
    print(f'{len(made)} distributions, {options.out.stat().st_size / 1000:.0f} kB')


if __name__ == '__main__':
    main()
