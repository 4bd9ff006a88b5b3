#!/usr/bin/env python3
"""Makes src/knowledge/standard-library.json from the Pythons at hand.

    python3 test/corpus/names-standard.py PYTHON...

PYTHON is an interpreter (`~/.pyenv/versions/3.9.18/bin/python`); from 3.10 on it is asked for
`sys.stdlib_module_names`, before that its library folders and built-in modules are listed. A Python that is not at
hand is the one before it with what its "What's New" says (CHANGES below): its private modules are those of before.
"""
import argparse
import json
import re
import subprocess
from pathlib import Path

FILE = Path(__file__).parents[2] / 'src/knowledge/standard-library.json'
SCRIPT = r'''
import os, re, sys
names = set(sys.builtin_module_names)
if hasattr(sys, 'stdlib_module_names'):
    names |= set(sys.stdlib_module_names)
else:
    import os as one
    top = os.path.dirname(one.__file__)
    for folder in [top] + [os.path.join(top, sub) for sub in sorted(os.listdir(top)) if re.match('lib-dynload$|plat-|lib-tk$', sub)]:
        for entry in os.listdir(folder):
            path = os.path.join(folder, entry)
            match = re.match(r'^([A-Za-z_]\w*?)(module)?(\.cpython-[\w-]+)?\.(py|so)$', entry)
            if match:
                names.add(match.group(1))
            elif os.path.isdir(path) and os.path.exists(os.path.join(path, '__init__.py')):
                names.add(entry)
sys.stdout.write('%d.%d\n' % sys.version_info[:2] + '\n'.join(sorted(names)))
'''
# What only other systems have; interpreters before 3.10 do not list it. https://docs.python.org/3/py-modindex.html
ELSEWHERE = {'msvcrt', 'winreg', 'winsound', '_winapi', 'msilib', 'nt', '_msi', '_overlapped', '_winreg', '_scproxy', 'ossaudiodev', 'spwd', 'nis', '_osx_support'}
# Always there, or (`test`) documented, and not in sys.stdlib_module_names.
ALWAYS = {'__main__', 'test'}
# For type checkers alone: no Python has it, and no distribution either. https://github.com/python/typeshed/tree/main/stdlib/_typeshed
TYPES = {'_typeshed'}

# Modules that came, modules that left. https://docs.python.org/3/whatsnew/3.14.html, https://docs.python.org/3.15/whatsnew/3.15.html
CHANGES = {
    '3.14': ({'annotationlib', 'compression', '_zstd'}, {'_compression'}),
    '3.15': ({'profiling'}, {'sre_compile', 'sre_constants', 'sre_parse'}),
}


def names_of(python):
    text = subprocess.run([python, '-c', SCRIPT], capture_output=True, text=True, check=True).stdout.split('\n')
    return text[0], {name for name in text[1:] if not re.match(r'_sysconfigdata|__phello__|__hello|_test|xx|config-|_xx|_ctypes_test|__py', name)}


def older(version):
    names = set(ELSEWHERE)
    if version == '2.7':
        return {'msvcrt', 'winsound', '_winreg', 'msilib', 'nt', 'ossaudiodev', 'spwd', 'nis', 'bsddb', 'dl', 'imageop'}
    return names - {'_winreg', '_osx_support'}


def ranges(versions, order):
    """`2.7 3.6-3.11`: runs of versions; one that reaches the last has no end."""
    found, run = [], []
    for version in [*order, None]:
        if version in versions:
            run.append(version)
        elif run:
            open_end = run[-1] == order[-1]
            found.append(run[0] if len(run) == 1 and not open_end else f'{run[0]}-' if open_end else f'{run[0]}-{run[-1]}')
            run = []
        if version == '2.7' and run:
            found, run = [*found, '2.7'], []
    return ' '.join(found)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('pythons', nargs='+')
    options = parser.parse_args()
    names = {}
    for python in options.pythons:
        version, found = names_of(python)
        minor = tuple(map(int, version.split('.')))
        names[version] = found | ALWAYS | TYPES | (older(version) if minor < (3, 10) else set())
    for version, (came, left) in CHANGES.items():
        before = f'3.{int(version[2:]) - 1}'
        if version not in names:
            names[version] = (names[before] | came) - left
    order = sorted(names, key=lambda version: tuple(map(int, version.split('.'))))
    every = sorted(set().union(*names.values()))
    content = json.loads(FILE.read_text(encoding='utf-8'))
    content['modules'] = {name: ranges({version for version in order if name in names[version]}, order) for name in every}
    rows = ',\n'.join(f'    {json.dumps(key)}: {json.dumps(value)}' for key, value in content['modules'].items())
    sources = ',\n'.join(f'    {json.dumps(key)}: {json.dumps(value)}' for key, value in content['pythons'].items())
    FILE.write_text(f'{{\n  "$schema": "./schema/standard-library.schema.json",\n  "modules": {{\n{rows}\n  }},\n  "pythons": {{\n{sources}\n  }}\n}}\n', encoding='utf-8')
    print(len(every), 'modules')


if __name__ == '__main__':
    main()
