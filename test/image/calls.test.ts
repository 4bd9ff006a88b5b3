import { describe, expect, test } from 'vitest';
import { hasFlag, installerCall, managerCall, optionValues, type Words } from '#image/installs/calls.js';
import { parseShell } from '#shell/parse.js';

/** The words of a command line as the shell reads them; null where a variable decides. */
function words(line: string): Words {
  const parsed = parseShell(line);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.script.commands[0]?.words.map(({ value }) => value) ?? [];
}

describe('a command line that calls a package manager', () => {
  test.each([
    // manager, subcommand, the words up to the subcommand
    ['pip install flask', 'pip', 'install', 'pip install'],
    ['pip3 install flask', 'pip', 'install', 'pip3 install'],
    ['pip3.11 install flask', 'pip', 'install', 'pip3.11 install'],
    ['/opt/venv/bin/pip install flask', 'pip', 'install', '/opt/venv/bin/pip install'],
    ['./venv/bin/pip3 install flask', 'pip', 'install', './venv/bin/pip3 install'],
    ['"pip" install flask', 'pip', 'install', 'pip install'],
    ['pip -q install flask', 'pip', 'install', 'pip -q install'],
    ['pip --timeout 60 --proxy=http://x install flask', 'pip', 'install', 'pip --timeout 60 --proxy=http://x install'],
    ['pip --cache-dir /c install flask', 'pip', 'install', 'pip --cache-dir /c install'],
    ['pip download -d /w flask', 'pip', 'download', 'pip download'],
    ['python -m pip install flask', 'pip', 'install', 'python -m pip install'],
    ['python3.11 -m pip install flask', 'pip', 'install', 'python3.11 -m pip install'],
    ['python -u -m pip -v install flask', 'pip', 'install', 'python -u -m pip -v install'],
    ['python -W ignore -m pip install flask', 'pip', 'install', 'python -W ignore -m pip install'],
    ['python -mpip install flask', 'pip', 'install', 'python -mpip install'],
    ['python -Im pip install flask', 'pip', 'install', 'python -Im pip install'],
    ['pypy3 -m pip install flask', 'pip', 'install', 'pypy3 -m pip install'],
    ['sudo pip install flask', 'pip', 'install', 'pip install'],
    ['sudo -H -u app pip install flask', 'pip', 'install', 'pip install'],
    ['sudo -E PIP_X=1 pip install flask', 'pip', 'install', 'pip install'],
    ['env A=b -u C pip install flask', 'pip', 'install', 'pip install'],
    ['/usr/bin/env python3 -m pip install flask', 'pip', 'install', 'python3 -m pip install'],
    ['xargs -n 1 pip install', 'pip', 'install', 'pip install'],
    ['xargs -n1 pip install', 'pip', 'install', 'pip install'],
    ['timeout 300 pip install flask', 'pip', 'install', 'pip install'],
    ['timeout -k 5 --signal=KILL 300 pip install flask', 'pip', 'install', 'pip install'],
    ['time nice -n 10 nohup pip install flask', 'pip', 'install', 'pip install'],
    ['exec pip install flask', 'pip', 'install', 'pip install'],
    ['command pip install flask', 'pip', 'install', 'pip install'],
    ['uv pip install flask', 'uv', 'pip install', 'uv pip install'],
    ['uv pip sync requirements.txt', 'uv', 'pip sync', 'uv pip sync'],
    ['uv --no-cache pip install flask', 'uv', 'pip install', 'uv --no-cache pip install'],
    ['uv --directory /x pip --quiet install flask', 'uv', 'pip install', 'uv --directory /x pip --quiet install'],
    ['uv sync --frozen', 'uv', 'sync', 'uv sync'],
    ['uv tool install ruff', 'uv', 'tool install', 'uv tool install'],
    ['python -m uv pip install flask', 'uv', 'pip install', 'python -m uv pip install'],
    ['pipx install poetry', 'pipx', 'install', 'pipx install'],
    ['pipenv install --system', 'pipenv', 'install', 'pipenv install'],
    ['poetry -C /app install', 'poetry', 'install', 'poetry -C /app install'],
    ['pdm sync', 'pdm', 'sync', 'pdm sync'],
    ['conda install -y numpy', 'conda', 'install', 'conda install'],
    ['conda env create -f environment.yml', 'conda', 'env create', 'conda env create'],
    ['python2 /usr/bin/pip install flask', 'pip', 'install', 'python2 /usr/bin/pip install'],
    ['micromamba -n base install numpy', 'conda', 'install', 'micromamba -n base install'],
    // A variable behind the subcommand does not hide it.
    ['pip install $PACKAGES', 'pip', 'install', 'pip install'],
  ])('%s', (line, manager, subcommand, call) => {
    const all = words(line);
    const found = managerCall(all);
    expect(found).toMatchObject({ manager, subcommand });
    expect(all.slice(found?.first, (found?.subcommandAt ?? 0) + 1).join(' ')).toBe(call);
  });
});

describe('one that does not, or cannot be told', () => {
  test.each([
    'echo pip install flask', 'apt-get install -y python3-pip', 'pipdeptree', 'pip', 'pip --version', 'python setup.py install', 'python -c "import pip" install',
    'python -m venv /venv', 'python', 'sudo', 'env', 'timeout 5', 'which pip', '$PIP install flask', 'pip $ARGS install flask', 'sudo $X pip install flask', 'pip-compile x.in',
    'pip-sync x.txt', 'PIP install flask', 'command -v pip',
  ])('%s', (line) => {
    expect(managerCall(words(line))).toBeNull();
  });
});

describe('the older tools stand under pip', () => {
  test.each([
    ['pip-sync a.txt b.txt', 'pip-sync', 'pip-sync'],
    ['easy_install flask', 'easy_install', 'easy_install'],
    ['easy_install-3.6 flask', 'easy_install', 'easy_install-3.6'],
    ['python setup.py install', 'setup.py install', 'python setup.py install'],
    ['python3 ./setup.py build develop', 'setup.py develop', 'python3 ./setup.py build develop'],
    ['pip install flask', 'install', 'pip install'],
  ])('%s', (line, subcommand, call) => {
    const all = words(line);
    const found = installerCall(all);
    expect(found).toMatchObject({ manager: 'pip', subcommand });
    expect(all.slice(found?.first, (found?.subcommandAt ?? 0) + 1).join(' ')).toBe(call);
  });

  test.each(['python setup.py bdist_wheel', 'python setup.py --version', 'python install.py', 'easy_installer x'])('not one: %s', (line) => {
    expect(installerCall(words(line))).toBeNull();
  });
});

describe('the value of an option', () => {
  test.each([
    ['pip install -r a.txt', ['a.txt']],
    ['pip install -ra.txt', ['a.txt']],
    ['pip install --requirement a.txt --requirement=b.txt', ['a.txt', 'b.txt']],
    ['pip install -r a.txt -r b.txt flask', ['a.txt', 'b.txt']],
    // Short flags in one word, as optparse takes them.
    ['pip install -Ur a.txt', ['a.txt']],
    ['pip install -qUra.txt', ['a.txt']],
    ['pip install -vvv -Iqr a.txt', ['a.txt']],
    ['pip install -r $FILE', [null]],
    ['pip install -r', [null]],
    ['pip install flask -- -r a.txt', []],
    ['pip install --root /x --report r.json -e .', []],
    // -t takes a value: the r is part of a folder's name.
    ['pip install -tr a', []],
  ])('%s', (line, expected) => {
    expect(optionValues(words(line).slice(2), ['-r', '--requirement'])).toEqual(expected);
  });
});

test('a flag is given as a word of its own or with a value behind =', () => {
  expect(hasFlag(words('--no-cache-dir x'), '--no-cache-dir')).toBe(true);
  expect(hasFlag(words('--no-cache-dir=1'), '--no-cache-dir')).toBe(true);
  expect(hasFlag(words('--no-cache-dirs x'), '--no-cache-dir')).toBe(false);
});
