#!/usr/bin/env python3
"""Reads Debian's Contents indexes: which distributions a package holds, with their modules and programs.

    python3 test/corpus/names-debian.py LISTS > debian.json

LISTS is the folder of package lists of an apt that fetches Contents indexes (`apt-get update` with apt-file
installed: /var/lib/apt/lists). A package with one `*.dist-info` or `*.egg-info` is taken, together with the packages
of the same source if that has no other; of one that holds several, only what a folder is called after, and marked
as perhaps not all, since nothing else says which module belongs to which. Names that are not on the index of Python
packages say nothing about it: a list of names, one a line, may be given with --known.
"""
import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

SUITES = ('bookworm', 'trixie', 'sid')
METADATA = re.compile(r'^usr/lib/python3(?:\.\d+)?/dist-packages/([^/]+?)-(\d[^/]*?)(?:-py\d[\d.]*)?\.(?:dist|egg)-info(?:/|$)')
MODULE = re.compile(r'^usr/lib/python3(?:\.\d+)?/dist-packages/(.+)$')
PROGRAM = re.compile(r'^usr/bin/([^/]+)$')


def normalised(name):
    return re.sub(r'[-_.]+', '-', name).lower()


def reader(path):
    """The lines of a list, through apt's own reader of compressed ones."""
    with subprocess.Popen(['/usr/lib/apt/apt-helper', 'cat-file', str(path)], stdout=subprocess.PIPE, text=True, errors='replace') as process:
        yield from process.stdout


def sources(lists, suite):
    """Binary package -> source package: what Debian splits (python3-bson of pymongo) goes back together."""
    found = {}
    for path in lists.glob(f'*_dists_{suite}_main_binary-amd64_Packages*'):
        name = None
        for line in reader(path):
            if line.startswith('Package: '):
                name = line[9:].strip()
                found[name] = name
            elif line.startswith('Source: '):
                found[name] = line[8:].split()[0]
    return found


def packages(lists, suite):
    """By package: its architecture, distributions with versions, files below dist-packages, programs."""
    found = {}
    for architecture in ('all', 'amd64'):
        for path in lists.glob(f'*_dists_{suite}_main_Contents-{architecture}*'):
            for line in reader(path):
                if not line.startswith(('usr/lib/python3', 'usr/bin/')):
                    continue
                file, _, owners = line.rstrip('\n').rpartition(' ')
                file = file.rstrip()
                metadata = METADATA.match(file)
                module = None if metadata else MODULE.match(file)
                program = PROGRAM.match(file)
                if not (metadata or module or program):
                    continue
                for owner in owners.split(','):
                    one = found.setdefault(owner.rsplit('/', 1)[-1], {'architecture': architecture, 'distributions': {}, 'files': set(), 'programs': set()})
                    if metadata:
                        one['distributions'][normalised(metadata[1])] = metadata[2]
                    elif module:
                        one['files'].add(module[1])
                    else:
                        one['programs'].add(program[1])
    return found


def modules(files):
    return sorted(file for file in files if re.search(r'\.(py|so)$', file))


def alone(found, source_of):
    """Distributions that have a package to themselves, with what else their source package installs if it has no other."""
    together = {}
    for package, one in found.items():
        together.setdefault(source_of.get(package, package), []).append((package, one))
    for group in together.values():
        names = {name for _, one in group for name in one['distributions']}
        for package, one in group:
            if len(one['distributions']) != 1:
                continue
            (name, version), = one['distributions'].items()
            all_of_them = [other for _, other in group] if len(names) == 1 else [one]
            files = set().union(*(other['files'] for other in all_of_them))
            programs = set().union(*(other['programs'] for other in all_of_them))
            yield name, {'from': f'{{suite}}-{one["architecture"]} {package}', 'version': version, 'files': modules(files), 'scripts': sorted(programs)}


def crowded(found):
    """Of packages that hold many distributions, those that a folder with code is called after: azure-identity, azure/identity."""
    for package, one in found.items():
        if len(one['distributions']) < 2:
            continue
        for name, version in one['distributions'].items():
            folders = {name.replace('-', '/'), name.replace('-', '_')}
            longer = {other.replace('-', mark) + '/' for other in one['distributions'] if other.startswith(f'{name}-') for mark in '/_'}
            files = [file for file in one['files'] if any(file.startswith(f'{folder}/') for folder in folders) and not file.startswith(tuple(longer))]
            tops = {folder for folder in folders if f'{folder}/__init__.py' in one['files']}
            if tops:
                yield name, {'from': f'{{suite}}-{one["architecture"]} {package}', 'version': version, 'files': modules(files), 'scripts': [], 'partial': True}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('lists', type=Path)
    parser.add_argument('--known', type=Path)
    options = parser.parse_args()
    known = {normalised(line.split('\t')[0].strip()) for line in options.known.open(encoding='utf-8')} if options.known else None
    result = {}
    for suite in SUITES:
        found = packages(options.lists, suite)
        newer = {}
        for name, entry in [*crowded(found), *alone(found, sources(options.lists, suite))]:
            if (known is not None and name not in known) or not entry['files']:
                continue
            # Several packages with the metadata of one distribution: another program of that name, or builds of it.
            own = entry['from'].endswith((f' python3-{name}', f' python3-{name.replace("-", ".")}'))
            worth = (not entry.get('partial'), own, ' python3-' in entry['from'], len(entry['files']))
            if name not in newer or worth > newer[name][0]:
                newer[name] = (worth, entry | {'from': entry['from'].format(suite=suite)})
        result |= {name: entry for name, (_, entry) in newer.items()}
    json.dump(result, sys.stdout, indent=0, sort_keys=True)


if __name__ == '__main__':
    main()
