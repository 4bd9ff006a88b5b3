#!/usr/bin/env python3
"""Reads installed distributions: modules, console scripts and plugin groups, as their wheels recorded them.

    python3 test/corpus/names-wheels.py SITE-PACKAGES... > wheels.json

Of several versions the highest is taken. Editable installs and those without a RECORD are left out: they do not
list what they hold.
"""
import json
import re
import sys
from importlib import metadata


def normalised(name):
    return re.sub(r'[-_.]+', '-', name).lower()


def order(version):
    return [int(part) for part in re.findall(r'\d+', version.split('+')[0])]


def files_of(distribution):
    """Paths below site-packages of what Python can import; null without a RECORD."""
    if distribution.read_text('RECORD') is None or distribution.read_text('direct_url.json') is not None:
        return None
    found = set()
    for file in distribution.files or ():
        path = str(file).replace('\\', '/')
        if path.startswith('../') or '__pycache__' in path or '.dist-info/' in path or '.data/' in path:
            continue
        if path.endswith(('.py', '.so', '.pyd', '.abi3.so')):
            found.add(path)
    return sorted(found)


def read(folders):
    result = {}
    for distribution in metadata.distributions(path=folders):
        name = distribution.metadata['Name']
        files = files_of(distribution) if name else None
        if files is None:
            continue
        before = result.get(normalised(name))
        if before is not None and order(before['version']) >= order(distribution.version):
            continue
        points = list(distribution.entry_points)
        result[normalised(name)] = {
            'from': f'wheel {distribution.version}',
            'version': distribution.version,
            'files': files,
            'scripts': sorted({point.name for point in points if point.group == 'console_scripts'}
                              | {str(file).rsplit('/', 1)[-1] for file in distribution.files if re.fullmatch(r'(\.\./)+bin/[^/]+', str(file))}),
            'groups': sorted({point.group for point in points} - {'console_scripts', 'gui_scripts'}),
        }
    return result


def main():
    json.dump(read(sys.argv[1:]), sys.stdout, indent=0, sort_keys=True)


if __name__ == '__main__':
    main()
