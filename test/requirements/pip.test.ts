import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareVersions, parseSpecifiers, satisfies } from '#pep/versions.js';
import { compareWithPip } from '../corpus/pip-oracle.js';
import { pipPython } from '../oracles/pip-venv.js';

const pip = pipPython();
if (!pip.ok) console.warn(`skipped, not compared with pip: ${pip.reason}`);

/** Each text is a file of its own; what matters is that pip and we read the same in it. */
const FILES: Readonly<Record<string, string>> = {
  continuations:
    'a==1 \\\n  --hash=sha256:ab\nb==1 \\ \nc\nd==1 \\\n  # c\n  --hash=sha256:aa\ne\\\\\\\nf\n\\\ng\nh # x \\\ni\n # y \\\nj\nk \\\n\nl \\\n # z\\\nm\nn\\',
  comments: 'a==1#c\nb\t# c\nc @ http://x/y#egg=c\n\xa0d\xa0# e\nf\x1f# g\n#h',
  endings: 'a\rb\r\nc\vd\fe\x1cf\x1dg\x1eh\x85i\u2028j\u2029k\n',
  mark: '\ufeffa==1\r\n# b\r\n',
  variables: 'a==${VERSION}\n${B}\n-i https://${TOKEN}@x/simple\nc==$V\n%D%\n',
  options:
    '-ra\n-r b\n--requirement=c\n--requirem d\n--req e\n--requirement "f g"\n--re h\n--extra i\n--p\n--pre\n--pr\n--pypi j\n--no-index --pre -i k\n--\n-\n-- -r l\n--pre=1\n-r\n-r ""\n-rm -cn\n-Z\n-r \'a\' "b c" d\\ e\n-r a\\\\b\n-r "a\\"b\\c"\n-r "x\n',
  lists: '--no-binary :all:\n--only-binary a,b --no-binary b\n--no-binary -x\n--no-binary :none:,B_c\n--no-binary :all:,:none:,x\n--all-releases a --only-final a,b\n--use-feature fast-deps\n--use-feature x\n--trusted-host a --trusted-host b\n',
  perRequirement:
    'a -r x\nb --pre\n--hash=sha256:aa\nc --hash=md5:aa\nd --hash=sha256\n-C a\n-C a=b\ne -C a=b -Ca=c --config-settings=x=y\nf\t--hash=sha256:aa\ng --install-option=x\nh -- i\nj - k\nl ; python_version > "-1"\nm ; python_version > "3" -r x\n',
  paths:
    './p\n../p[x]\n/p\n.\n.[x]\nx.whl\nx-1.0-py3-none-any.whl\n./x-1.0-py3-none-any.whl[e]\nx.tar.gz\nC:\\x\n.\\x\na/b\na/b.zip ; python_version<"3"\n.zip\nx..zip\nx.zip/\nx @ a.zip\n./a@b.zip\nx==1.zip\na.zip[b]\n./a[B C]\n',
  links:
    'https://x/y-1.2+cpu-cp311-cp311-linux_x86_64.whl\nhttps://x/y.whl\nhttps://x/y-1.2%2Bcpu-cp311-cp311-linux_x86_64.whl#sha256=aa\nhttps://x/y.zip; os_name=="nt"\nhttps://x/y.zip;os_name=="nt"\ngit+https://x/y@v1#egg=a&subdirectory=b\ngit+https://x/y#egg=a[b]\ngit+git@github.com:a/b.git\ngit+ssh://git@github.com/a/b.git\nsvn+https://a/b\nGIT+https://a/b\nhg+static-http://a\nfile:./x\nfile:///x#egg=q\nftp://x/y.zip\n',
  editables:
    '-e .\n-e ./a[b,C]\n-e a\n-e a==1\n-e git+https://a/b\n-e git+https://a/b#egg=z\n-e "z @ git+https://a/b ; python_version<\'3\'"\n-e z @ git+https://a/b\n-e git://a/b#egg=x\n-e https://a/b\n-e file:///x[a]\n-e file:./x#egg=a\n-e git+https://a/b#egg=z;python_version<"3"\n-e ./p ; python_version<"3"\na -e ./p\n-e ./p -r x\n-e a -e b\n--editable=./x\n-e "z @ https://a/b"\n-e ""\n',
  names:
    'a[b,B.c]\na [ b , c ]\na[]\na[b,]\na[b c]\na[b];\na;\na_\na-\n-a\n_a\nf\xe9o\na\xe9\na.b-c_d\na@http://x\na @ http://x ; os_name=="nt"\na @ http://x;os_name=="nt"\na @ http://x y\na @\na[b] @ git+https://x@1#subdirectory=c\na 1.0\n',
  specifiers:
    'a (>=1,<2)\na(>=1\na()\na ( ) ; os_name=="x"\na>=1,\na>=1,,<2\na===1.0+x,<2\na===b\na===b,c\na===\na=1\na>1.*\na==1.*\na==1a1.*\na!=1.*\na~=1\na~=1.0\na>=1+x\na==1+x.y_Z\na==1!2.0\na==v1\na == 1 . 0\na==dev\na>>1\na==1.0rc1.post2.dev3+ab.1\na==1.0-1\nA>=1.0PRE\n',
  markers: [
    "python_version<'3'", 'python_version < \'3.9\' and (os_name == "nt" or extra == "T_t")', "'linux' in sys_platform", "sys_platform not  in 'win32'", "notin 'x'",
    "os.name == 'posix'", "sys.platform=='linux'and python_implementation=='CPython'", "python_version ~= '3.8'", "python_version === '3.11'", "python_version in '3.10 3.11'",
    "'3.6' <= python_version", "platform_release >= '5'", "platform_machine < 'z'", "platform_machine ~= 'z'", "os_name == 'a\\x41'", "os_name == 'a\\x4'", "os_name == 'a\\'",
    "os_name == 'a' 'b'", "(os_name == 'a'", "os_name = 'a'", "os_names == 'a'", "python_version > '3' or python_version < '2' and os_name == 'x'", "'a' == 'b'",
    'python_version == python_full_version', "python_full_version < '3.14'", "python_version == '3.*'", "implementation_version >= '3.11.0rc1'", "extra == 'x' and", ";os_name=='a'",
    "'x' in extras", 'python_version < "3;9"', "((os_name=='posix'))", 'extra == "Test"',
  ]
    .map((marker) => `a; ${marker}\n`)
    .join(''),
  notRequirements: '<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n{% if x %}\na=={{ v }}\n{% endif %}\n"a\n',
  empty: '',
  oneMark: '#',
};

describe.skipIf(!pip.ok)('as pip 26 reads it', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'slimify-pip-'));
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, `${name}.txt`), text);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('every line of every small file', () => {
    if (!pip.ok) return;
    const paths = Object.keys(FILES).map((name) => join(folder, `${name}.txt`));
    const { files, lines, differences } = compareWithPip(paths, pip.python);
    expect(differences).toEqual([]);
    expect([files, lines]).toEqual([paths.length, 229]);
  });
});

describe.skipIf(!pip.ok)('as packaging 26 compares', () => {
  const versions = [
    '0', '0.dev0', '1', '1.0', '1.0.0', '1.0a1', '1.0a1.dev1', '1.0b2', '1.0rc1', '1.0rc1.post1', '1.0.dev0', '1.0.dev1', '1.0.post0', '1.0.post1', '1.0.post1.dev2', '1.0.post2',
    '1.0+abc', '1.0+abc.5', '1.0+5', '1.0+1e5', '1.0+100000', '1.0.post1+x', '1.1', '1.2.3', '1.2.10', '1.10', '2.0', '2.0.dev1', '2.0.post2', '2.1.0', '2.1.0+cpu', '2.1.0+cu118',
    '2.1.0.dev1', '2.1rc1', '1!0.5', '1!2.0', '2024.1.1', 'v3.0', '3.0-1', '3.0_alpha-2',
  ];
  const operators = ['==', '!=', '<=', '>=', '<', '>', '~=', '==='];
  const specifiers = [
    ...versions.flatMap((version) => operators.map((operator) => operator + version)),
    ...versions.flatMap((version) => [`==${version}.*`, `!=${version}.*`]),
    '>=1,<2', '>=1.0,!=1.2.*,<2', '', '>1.0,==1.0.post1', '===foo',
  ];

  test('every version with every other and with every specifier', () => {
    if (!pip.ok) return;
    const script = fileURLToPath(new URL('../oracles/packaging_versions.py', import.meta.url));
    const run = spawnSync(pip.python, [script], { input: JSON.stringify({ versions, specifiers }), encoding: 'utf8', maxBuffer: 2 ** 26 });
    expect(run.stderr).toBe('');
    const expected: { satisfies: (boolean[] | null)[]; order: number[][] } = JSON.parse(run.stdout);
    const order = versions.map((left) => versions.map((right) => Math.sign(compareVersions(left, right) ?? NaN)));
    expect(order).toEqual(expected.order);
    const table = specifiers.map((text) => {
      const parsed = parseSpecifiers(text);
      return parsed.ok ? versions.map((version) => satisfies(version, parsed.value)) : null;
    });
    for (const [index, text] of specifiers.entries()) expect([text, table[index]]).toEqual([text, expected.satisfies[index]]);
  });
});
