import type { Placement } from './placement.js';

const uv = { tool: 'uv' } as const;
const PROJECT = '[project]\nname = "service"\nversion = "1"\nrequires-python = ">=3.10"\n';

/** A project that takes torch from an index of its own; `explicit` keeps all others away from it. */
function project(dependencies: string, explicit: boolean): string {
  return `${PROJECT}dependencies = [${dependencies}]

[[tool.uv.index]]
name = "cpu"
url = "{C}"
${explicit ? 'explicit = true\n' : ''}
[tool.uv.sources]
torch = { index = "cpu" }
`;
}

function afterFirst(next: string, nvidia: boolean): string {
  if (next.startsWith('-U sentence')) return 'CUDA comes back: `-U` of uv upgrades all (`-P NAME` only one)';
  if (nvidia) return 'CUDA comes back';
  if (next.startsWith('torchvision')) return 'CPU torch with the torchvision for CUDA: uv finds nothing wrong with it';
  return 'CPU stays, the rest is normal';
}

/** The same questions to uv. */
export const UV_PLACEMENTS: readonly Placement[] = [
  {
    ...uv,
    form: '`--extra-index-url CPU`, `torch==2.5.1`, requests, flask',
    run: ['uv pip install --extra-index-url {C} torch==2.5.1 requests flask'],
    outcome: { came: { torch: '2.5.1+cpu', requests: '2.28.1', flask: '3.1.0' }, nvidia: false },
    verdict: 'CPU, but every name that is mirrored there comes in its old version',
  },
  {
    ...uv,
    form: '`--extra-index-url CPU` line, `torch==2.5.1`, requests',
    run: ['uv pip install -r requirements.txt'],
    files: { 'requirements.txt': '--extra-index-url {C}\ntorch==2.5.1\nrequests\n' },
    outcome: { came: { torch: '2.5.1+cpu', requests: '2.28.1' }, nvidia: false },
    verdict: 'as the option',
  },
  {
    ...uv,
    form: '`--extra-index-url CPU`, `torch==2.5.1`, `requests>=2.30`',
    run: ['uv pip install --extra-index-url {C} torch==2.5.1 requests>=2.30'],
    outcome: { fails: 'only requests==2.28.1 is available' },
    verdict: 'breaks: only the first index that has the name is asked',
  },
  {
    ...uv,
    form: '`--extra-index-url CPU`, `torch`',
    run: ['uv pip install --extra-index-url {C} torch'],
    outcome: { came: { torch: '2.13.0+cpu' }, nvidia: false },
    verdict: 'CPU, also where PyPI has a newer one',
  },
  {
    ...uv,
    form: '`--extra-index-url CPU`, only `sentence-transformers==3.3.1`',
    run: ['uv pip install --extra-index-url {C} sentence-transformers==3.3.1'],
    outcome: { came: { torch: '2.13.0+cpu', requests: '2.28.1' }, nvidia: false },
    verdict: 'CPU, with old requests, tqdm, …',
  },
  {
    ...uv,
    form: '`--extra-index-url` for the CPU, then for CUDA 12.4, `torch==2.5.1`',
    run: ['uv pip install --extra-index-url {C} --extra-index-url {X} torch==2.5.1'],
    outcome: { came: { torch: '2.5.1+cpu' }, nvidia: false },
    verdict: 'the first that has it',
  },
  {
    ...uv,
    form: '`--extra-index-url` for CUDA 12.4, then for the CPU, `torch==2.5.1`',
    run: ['uv pip install --extra-index-url {X} --extra-index-url {C} torch==2.5.1'],
    outcome: { came: { torch: '2.5.1+cu124' }, nvidia: true },
    verdict: 'the first that has it',
  },
  {
    ...uv,
    form: '`--index-strategy unsafe-best-match --extra-index-url CPU`, `torch==2.5.1`, requests',
    run: ['uv pip install --index-strategy unsafe-best-match --extra-index-url {C} torch==2.5.1 requests'],
    outcome: { came: { torch: '2.5.1+cpu', requests: '2.32.3' }, nvidia: false },
    verdict: 'as pip',
  },
  {
    ...uv,
    form: '`--index-strategy unsafe-best-match --extra-index-url CPU`, `torch`',
    run: ['uv pip install --index-strategy unsafe-best-match --extra-index-url {C} torch'],
    outcome: { came: { torch: '2.15.0' }, nvidia: true },
    verdict: 'as pip: CUDA, silently',
  },
  {
    ...uv,
    form: '`--index-strategy unsafe-first-match --extra-index-url CPU`, `torch==2.5.1`, `requests>=2.30`',
    run: ['uv pip install --index-strategy unsafe-first-match --extra-index-url {C} torch==2.5.1 requests>=2.30'],
    outcome: { came: { torch: '2.5.1+cpu', requests: '2.32.3' }, nvidia: false },
    verdict: 'CPU; the next index is asked where nothing of the first fits',
  },
  {
    ...uv,
    form: '`UV_EXTRA_INDEX_URL=CPU`, `torch==2.5.1`, requests',
    env: { UV_EXTRA_INDEX_URL: '{C}' },
    run: ['uv pip install torch==2.5.1 requests'],
    outcome: { came: { torch: '2.5.1+cpu', requests: '2.28.1' }, nvidia: false },
    verdict: 'as the option',
  },
  {
    ...uv,
    form: '`UV_INDEX=CPU`, `torch==2.5.1`, requests',
    env: { UV_INDEX: '{C}' },
    run: ['uv pip install torch==2.5.1 requests'],
    outcome: { came: { torch: '2.5.1+cpu', requests: '2.28.1' }, nvidia: false },
    verdict: 'as the option',
  },
  {
    ...uv,
    form: '`UV_INDEX_STRATEGY=unsafe-best-match`, `UV_EXTRA_INDEX_URL=CPU`, `torch==2.5.1`, requests',
    env: { UV_INDEX_STRATEGY: 'unsafe-best-match', UV_EXTRA_INDEX_URL: '{C}' },
    run: ['uv pip install torch==2.5.1 requests'],
    outcome: { came: { torch: '2.5.1+cpu', requests: '2.32.3' }, nvidia: false },
    verdict: 'as pip',
  },
  {
    ...uv,
    form: '`PIP_EXTRA_INDEX_URL=CPU`, `torch==2.5.1`, requests',
    env: { PIP_EXTRA_INDEX_URL: '{C}' },
    run: ['uv pip install torch==2.5.1 requests'],
    outcome: { came: { torch: '2.5.1', requests: '2.32.3' }, nvidia: true },
    verdict: 'CUDA: ignored',
  },
  {
    ...uv,
    form: 'pip.conf with `extra-index-url = CPU`, `torch==2.5.1`',
    env: { PIP_CONFIG_FILE: '{D}/pip.conf' },
    files: { 'pip.conf': '[global]\nextra-index-url = {C}\n' },
    run: ['uv pip install torch==2.5.1 requests'],
    outcome: { came: { torch: '2.5.1', requests: '2.32.3' }, nvidia: true },
    verdict: 'CUDA: ignored',
  },
  // The only index.
  {
    ...uv,
    form: '`--index-url CPU`, `torch==2.5.1`',
    run: ['uv pip install --index-url {C} torch==2.5.1'],
    outcome: { came: { torch: '2.5.1+cpu' }, nvidia: false },
    verdict: 'CPU',
  },
  {
    ...uv,
    form: '`--index-url CPU`, `torch==2.5.1`, flask',
    run: ['uv pip install --index-url {C} torch==2.5.1 flask'],
    outcome: { fails: 'flask was not found in the package registry' },
    verdict: 'breaks',
  },
  {
    ...uv,
    form: '`--index-url CPU` line, `torch==2.5.1`, requests',
    env: { UV_INDEX_URL: '' },
    run: ['uv pip install -r requirements.txt'],
    files: { 'requirements.txt': '--index-url {C}\ntorch==2.5.1\nrequests\n' },
    outcome: { came: { torch: '2.5.1+cpu', requests: '2.28.1' }, nvidia: false },
    verdict: 'CPU, with the old requests',
  },
  {
    ...uv,
    form: '`--index-url CPU` line, while `UV_INDEX_URL=PyPI`, `torch==2.5.1`, requests',
    run: ['uv pip install -r requirements.txt'],
    files: { 'requirements.txt': '--index-url {C}\ntorch==2.5.1\nrequests\n' },
    outcome: { came: { torch: '2.5.1', requests: '2.32.3' }, nvidia: true },
    verdict: 'CUDA, silently: the variable counts more than the line (with pip the line does)',
  },
  {
    ...uv,
    form: '`--index-url CPU` on the line of torch itself',
    run: ['uv pip install -r requirements.txt'],
    files: { 'requirements.txt': 'torch==2.5.1 --index-url {C}\nflask\n' },
    outcome: { fails: 'Expected `--hash`, found' },
    verdict: 'fails loudly: uv does not read such a line',
  },
  // A RUN of its own.
  ...[
    { next: 'torch==2.5.1 requests', came: { torch: '2.5.1+cpu', requests: '2.32.3' }, nvidia: false },
    { next: 'torch>=2.0', came: { torch: '2.5.1+cpu' }, nvidia: false },
    { next: 'sentence-transformers==3.3.1', came: { torch: '2.5.1+cpu', requests: '2.32.3' }, nvidia: false },
    { next: 'torch==2.13.0', came: { torch: '2.13.0' }, nvidia: true },
    { next: '-U torch', came: { torch: '2.15.0' }, nvidia: true },
    { next: '-P sentence-transformers sentence-transformers==3.3.1', came: { torch: '2.5.1+cpu' }, nvidia: false },
    { next: '-U sentence-transformers==3.3.1', came: { torch: '2.15.0' }, nvidia: true },
    { next: '--reinstall torch==2.5.1', came: { torch: '2.5.1' }, nvidia: true },
    { next: 'torchvision', came: { torch: '2.15.0' }, nvidia: true },
    { next: 'torchvision==0.20.1', came: { torch: '2.5.1+cpu', torchvision: '0.20.1' }, nvidia: false },
    { next: '--target target torch==2.5.1', came: { torch: '2.5.1' }, nvidia: true, look: 'target' },
  ].map(
    ({ next, came, nvidia, look }): Placement => ({
      ...uv,
      form: `RUN with \`--index-url CPU torch==2.5.1\`, then \`uv pip install ${next}\``,
      run: ['uv pip install --index-url {C} torch==2.5.1', `uv pip install ${next}`],
      ...(look === undefined ? {} : { look }),
      outcome: { came: came as Readonly<Record<string, string>>, nvidia },
      verdict: afterFirst(next, nvidia),
    }),
  ),
  {
    ...uv,
    form: 'RUN with `--no-deps --index-url CPU torch==2.5.1`, then `uv pip install sentence-transformers==3.3.1 filelock`',
    run: ['uv pip install --no-deps --index-url {C} torch==2.5.1', 'uv pip install sentence-transformers==3.3.1 filelock'],
    outcome: { came: { torch: '2.5.1+cpu', filelock: '4.2.11' }, nvidia: false },
    verdict: 'CPU stays, and what torch requires comes with the rest, as always',
  },
  {
    ...uv,
    form: 'RUN with `--index-url CPU torch==2.5.1`, then `torch==2.5.1` with the hash of PyPI',
    run: ['uv pip install --index-url {C} torch==2.5.1', 'uv pip install -r requirements.txt'],
    files: { 'requirements.txt': 'torch==2.5.1 --hash=sha256:{hash O torch}\n' },
    outcome: { came: { torch: '2.5.1+cpu' }, nvidia: false },
    verdict: 'CPU stays',
  },
  ...['--target', '--prefix'].map(
    (option): Placement => ({
      ...uv,
      form: `RUN with \`${option} DIR --index-url CPU torch==2.5.1\`, then \`${option} DIR sentence-transformers\``,
      run: [
        `uv pip install ${option} {D}/install --index-url {C} torch==2.5.1`,
        `uv pip install ${option} {D}/install sentence-transformers==3.3.1`,
      ],
      look: 'install',
      outcome: { came: { torch: '2.5.1+cpu', 'sentence-transformers': '3.3.1' }, nvidia: false },
      verdict: 'CPU stays: uv looks into the folder first',
    }),
  ),
  {
    ...uv,
    form: 'RUN with `uv pip install --index-url CPU torch==2.5.1`, then `uv pip sync` of a compiled file with `torch==2.5.1`',
    run: ['uv pip install --index-url {C} torch==2.5.1', 'uv pip compile -q requirements.in -o requirements.txt', 'uv pip sync requirements.txt'],
    files: { 'requirements.in': 'torch==2.5.1\n' },
    outcome: { came: { torch: '2.5.1+cpu' }, nvidia: true },
    verdict: 'CPU stays, but the NVIDIA packages of the compiled file come beside it',
  },
  // The version for the CPU by its name.
  {
    ...uv,
    form: '`torch==2.5.1+cpu` with `--extra-index-url CPU`',
    run: ['uv pip install --extra-index-url {C} torch==2.5.1+cpu'],
    outcome: { came: { torch: '2.5.1+cpu' }, nvidia: false },
    verdict: 'CPU',
  },
  {
    ...uv,
    form: '`torch==2.5.1+cpu` without that index',
    run: ['uv pip install torch==2.5.1+cpu'],
    outcome: { fails: 'there is no version of torch==2.5.1+cpu' },
    verdict: 'fails loudly',
  },
  {
    ...uv,
    form: 'constraint `torch==2.5.1+cpu`, `--extra-index-url CPU sentence-transformers`',
    run: ['uv pip install --extra-index-url {C} -c constraints.txt sentence-transformers==3.3.1'],
    files: { 'constraints.txt': 'torch==2.5.1+cpu\n' },
    outcome: { came: { torch: '2.5.1+cpu', requests: '2.28.1' }, nvidia: false },
    verdict: 'CPU, with old requests',
  },
  {
    ...uv,
    form: '`===2.5.1` with `--extra-index-url CPU`',
    run: ['uv pip install --extra-index-url {C} torch===2.5.1'],
    outcome: { fails: 'has no wheels with a matching platform tag' },
    verdict: 'breaks: the plain 2.5.1 of that index is for other platforms, and PyPI is not asked',
  },
  {
    ...uv,
    form: '`torch @ URL` of the CPU wheel, and sentence-transformers',
    run: ['uv pip install -r requirements.txt'],
    files: { 'requirements.txt': 'torch @ {Cwheel}\nsentence-transformers==3.3.1\n' },
    outcome: { came: { torch: '2.5.1+cpu', requests: '2.32.3' }, nvidia: false },
    verdict: 'CPU; one Python and one architecture only',
  },
  {
    ...uv,
    form: '`--find-links` page of CPU wheels, `torch==2.5.1`, requests',
    run: ['uv pip install --find-links {Clinks} torch==2.5.1 requests'],
    outcome: { came: { torch: '2.5.1+cpu', requests: '2.32.3' }, nvidia: false },
    verdict: 'CPU: wheels of the page count with every index, nothing is hidden by them',
  },
  {
    ...uv,
    form: '`--find-links` page of CPU wheels, `torch`',
    run: ['uv pip install --find-links {Clinks} torch'],
    outcome: { came: { torch: '2.15.0' }, nvidia: true },
    verdict: 'CUDA, silently',
  },
  // Hashes.
  ...[
    { which: 'of PyPI', hashes: ['O'], outcome: { fails: 'Expected:' }, verdict: 'fails loudly: the version comes first, then its hash is wrong' },
    { which: 'of the CPU wheel', hashes: ['C'], outcome: { came: { torch: '2.5.1+cpu' }, nvidia: false }, verdict: 'CPU' },
    { which: 'of both', hashes: ['O', 'C'], outcome: { came: { torch: '2.5.1+cpu' }, nvidia: false }, verdict: 'CPU' },
  ].map(
    ({ which, hashes, outcome, verdict }): Placement => ({
      ...uv,
      form: `\`--extra-index-url CPU\`, \`torch==2.5.1\` with the hash ${which} (\`--no-deps\`)`,
      run: ['uv pip install --no-deps -r requirements.txt'],
      files: { 'requirements.txt': `--extra-index-url {C}\ntorch==2.5.1 ${hashes.map((where) => `--hash=sha256:{hash ${where} torch}`).join(' ')}\n` },
      outcome: outcome as Placement['outcome'],
      verdict,
    }),
  ),
  // Projects.
  ...['uv pip install -r pyproject.toml', 'uv sync'].flatMap((run): Placement[] => [
    {
      ...uv,
      form: `explicit index and source in pyproject.toml, \`torch==2.5.1\`, requests: \`${run}\``,
      run: [run],
      files: { 'pyproject.toml': project('"torch==2.5.1", "requests"', true) },
      outcome: { came: { torch: '2.5.1+cpu', requests: '2.32.3' }, nvidia: false },
      verdict: 'CPU, the rest is normal',
    },
    {
      ...uv,
      form: `index without \`explicit\`, and source, \`torch==2.5.1\`, requests: \`${run}\``,
      run: [run],
      files: { 'pyproject.toml': project('"torch==2.5.1", "requests"', false) },
      outcome: { came: { torch: '2.5.1+cpu', requests: '2.28.1' }, nvidia: false },
      verdict: 'CPU, with the old requests',
    },
    {
      ...uv,
      form: `explicit index and source, only sentence-transformers depends on torch: \`${run}\``,
      run: [run],
      files: { 'pyproject.toml': project('"sentence-transformers==3.3.1"', true) },
      outcome: { came: { torch: '2.15.0' }, nvidia: true },
      verdict: 'CUDA, silently: a source holds for what the project itself asks for',
    },
  ]),
];
