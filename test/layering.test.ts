import { Project, SyntaxKind, type SourceFile } from 'ts-morph';
import { describe, expect, test } from 'vitest';

/**
 * Who may import whom (docs/design.md, section 3). A folder may import itself and every folder
 * of the rows above its own.
 */
const LAYERS: readonly (readonly string[])[] = [
  ['text'],
  ['answer', 'io', 'pep'],
  ['knowledge'],
  ['shell'],
  ['dockerfile', 'requirements', 'pyproject', 'compose'],
  ['files'],
  ['image', 'python'],
  ['services'],
  ['needs'],
  ['sizes'],
  ['rule'],
  ['plan'],
  ['patch', 'write', 'verify'],
  ['report'],
  ['run'],
  ['config'],
  ['author'],
  ['cli'],
];

/** Packages and node modules that only some folders may import, each with the reason. */
const KEPT_APART: readonly { readonly what: RegExp; readonly in: readonly string[]; readonly why: string }[] = [
  { what: /^node:(fs|child_process|worker_threads|http|https|net|dns)(\/|$)/, in: ['io'], why: 'one place for everything outside, so that a test can fail any operation' },
  { what: /^node:(process|readline|tty)/, in: ['cli'], why: 'only the command line talks to a person' },
  { what: /^yargs/, in: ['cli'], why: 'only the command line reads flags' },
  { what: /^ts-morph$/, in: ['author'], why: 'it costs most of a second to import' },
  { what: /^diff$/, in: ['patch'], why: 'one place makes patches' },
  { what: /^dockerfile-ast$/, in: ['dockerfile'], why: 'its ranges need the cross-check around them' },
  { what: /^unbash$/, in: ['shell'], why: 'its API moves; one adapter follows it' },
  { what: /^@renovatebot\/pep440$/, in: ['pep'], why: 'its gaps (local labels) are mended there' },
  { what: /^yaml$/, in: ['compose'], why: 'one adapter bounds aliases and depth' },
  { what: /^toml-eslint-parser$/, in: ['pyproject'], why: 'one adapter gives values with their lines' },
  { what: /^undici$/, in: ['io'], why: 'proxies; loaded where an address is asked' },
  { what: /^yauzl$/, in: ['sizes'], why: 'one place reads archives, bounded' },
  { what: /^fast-glob$/, in: ['files'], why: 'it must go through io' },
];

const project = new Project({ tsConfigFilePath: 'tsconfig.json', skipAddingFilesFromTsConfig: true });
project.addSourceFilesAtPaths(['src/**/*.ts', 'rules/**/*.ts']);
const root = process.cwd();

interface Import {
  readonly from: string;
  readonly folder: string;
  readonly specifier: string;
  readonly dynamic: boolean;
  readonly line: number;
}

function importsOf(file: SourceFile): readonly Import[] {
  const from = file.getFilePath().slice(root.length + 1);
  const folder = folderOf(from);
  const written = [...file.getImportDeclarations(), ...file.getExportDeclarations().filter((one) => one.getModuleSpecifierValue())];
  const plain = written.map((one) => ({ specifier: one.getModuleSpecifierValue() ?? '', dynamic: false, line: one.getStartLineNumber() }));
  const dynamic = file
    .getDescendantsOfKind(SyntaxKind.CallExpression)
    .filter((call) => call.getExpression().getKind() === SyntaxKind.ImportKeyword)
    .map((call) => ({ specifier: call.getArguments()[0]?.getText().replace(/^['"]|['"]$/g, '') ?? '', dynamic: true, line: call.getStartLineNumber() }));
  return [...plain, ...dynamic].map((one) => ({ from, folder, ...one }));
}

/** `src/run.ts`, `src/run-discover.ts` and `src/run-types.ts` are the layer `run`; `src/index.ts` is the public door and stands outside. */
function folderOf(path: string): string {
  const parts = path.split('/');
  if (parts[0] === 'rules') return 'rules';
  if (parts.length > 2) return parts[1] ?? '';
  return parts[1]?.startsWith('run') ? 'run' : 'index';
}

function targetFolder({ specifier, folder }: Import): string | null {
  if (specifier.startsWith('./')) return folder;
  if (!specifier.startsWith('#')) return null;
  return specifier.includes('/') ? (specifier.slice(1).split('/')[0] ?? null) : specifier.slice(1).startsWith('run') ? 'run' : specifier.slice(1);
}

const imports = project.getSourceFiles().flatMap(importsOf);

function describeImport({ from, line, specifier }: Import): string {
  return `${from}:${line} imports ${specifier}`;
}

describe('layering', () => {
  test('there is something to look at', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  test('a folder imports only itself and folders below it', () => {
    const level = new Map(LAYERS.flatMap((folders, index) => folders.map((folder) => [folder, index] as const)));
    const wrong = imports.filter((one) => {
      if (one.folder === 'index' || one.folder === 'rules') return false;
      const target = targetFolder(one);
      if (target === null || target === one.folder || target === 'data' || (target === 'rules' && one.folder === 'cli')) return false;
      return (level.get(target) ?? Number.POSITIVE_INFINITY) >= (level.get(one.folder) ?? -1);
    });
    expect(wrong.map(describeImport)).toEqual([]);
  });

  test('every folder of src has its place in the list', () => {
    const known = new Set(['index', 'rules', ...LAYERS.flat()]);
    expect([...new Set(imports.map(({ folder }) => folder))].filter((folder) => !known.has(folder))).toEqual([]);
  });

  test.each(KEPT_APART)('$what stays in $in: $why', ({ what, in: folders }) => {
    const wrong = imports.filter(({ specifier, folder }) => what.test(specifier) && !folders.includes(folder));
    expect(wrong.map(describeImport)).toEqual([]);
  });

  test('what is outside is handed on: only the beginning of the command line names this machine', () => {
    const named = imports.filter((one) => (one.folder !== 'io' && /^#io\/(node|disk|machine|processes|workers|cache-folder|http|this-outside)\.js$/.test(one.specifier)) && !isTypeOnly(one));
    expect(named.map(({ from, specifier }) => `${from}: ${specifier}`).toSorted()).toEqual([
      'src/cli/main.ts: #io/this-outside.js',
      // The public API takes no io yet: a program that plans means the machine it runs on.
      'src/index.ts: #io/node.js',
      // A thread cannot be handed functions; what it finds is what the main thread would have found.
      'src/python/ahead/worker.ts: #io/node.js',
    ]);
  });

  test('what is told without rules and plans is told without loading them', () => {
    const wrong = imports.filter((one) => one.from === 'src/run-discover.ts' && ['rule', 'plan'].includes(targetFolder(one) ?? '') && !isTypeOnly(one));
    expect(wrong.map(describeImport)).toEqual([]);
  });

  test('rules live on the public API alone', () => {
    const wrong = imports.filter(({ folder, from, specifier }) => {
      if (folder !== 'rules' || from === 'rules/index.ts') return false;
      return specifier !== 'slimify' && specifier !== 'slimify/knowledge';
    });
    expect(wrong.map(describeImport)).toEqual([]);
  });

  test('nothing in src or rules imports tests or examples', () => {
    expect(imports.filter(({ specifier }) => /(^|\/)(test|examples)\//.test(specifier)).map(describeImport)).toEqual([]);
  });

  test('only the command line knows process and console', () => {
    const wrong = project.getSourceFiles().filter((file) => {
      const folder = folderOf(file.getFilePath().slice(root.length + 1));
      if (folder === 'cli' || folder === 'io') return false;
      return file.getDescendantsOfKind(SyntaxKind.Identifier).some((identifier) => {
        const name = identifier.getText();
        if (name !== 'process' && name !== 'console') return false;
        const parent = identifier.getParent();
        return parent?.getKind() === SyntaxKind.PropertyAccessExpression && parent.getFirstChild() === identifier;
      });
    });
    expect(wrong.map((file) => file.getFilePath().slice(root.length + 1))).toEqual([]);
  });

  test('--help loads nothing heavy: the command line imports the rest when a command runs', () => {
    const light = /^(yargs|node:|\.\/|#cli\/|#text\/|#rule\/types|#run-types|#plan\/types)/;
    const reached = reachableFrom('src/cli/main.ts');
    const wrong = imports.filter((one) => reached.has(one.from) && !one.dynamic && !light.test(one.specifier) && !isTypeOnly(one));
    expect(wrong.map(describeImport)).toEqual([]);
  });
});

/** Files of src/cli that are loaded before any command runs. */
function reachableFrom(start: string): ReadonlySet<string> {
  const reached = new Set([start]);
  for (const path of reached) {
    for (const one of imports) {
      if (one.from !== path || one.dynamic || !one.specifier.startsWith('./')) continue;
      reached.add(`src/cli/${one.specifier.slice(2).replace(/\.js$/, '.ts')}`);
    }
  }
  return reached;
}

function isTypeOnly({ from, line }: Import): boolean {
  const file = project.getSourceFileOrThrow(`${root}/${from}`);
  return file.getImportDeclarations().some((one) => one.getStartLineNumber() === line && one.isTypeOnly());
}
