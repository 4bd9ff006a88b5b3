import { baseName, folderOf } from '#text/paths.js';
import { type Read, read, unreadable } from '#text/read.js';
import { type Evaluated, type GithubContexts, type GithubValue, known, member, unknown } from './expression.js';
import { type Combination, jsonOf, matrixOf } from './matrix.js';
import type { ReadText } from '#compose/types.js';
import { inWorkspace } from '#compose/workspace-folder.js';
import { readYaml, yamlAt, yamlEntries, yamlItems, yamlText, type YamlNode } from '#compose/yaml.js';

/** A workflow or an action with its root node. */
export interface GithubFile {
  readonly path: string;
  readonly text: string;
  readonly root: YamlNode;
  readonly kind: 'workflow' | 'action';
}

export function isWorkflowFile(path: string): boolean {
  return /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/.test(path);
}

export function isActionFile(path: string): boolean {
  return /^action\.ya?ml$/.test(baseName(path));
}

const loaded = new WeakMap<ReadText, Map<string, { readonly text: string; readonly file: Read<GithubFile> }>>();

/** The parsed file; every action of a workspace asks for the same callers, so it is parsed once for each `readText`. */
export function githubFile(path: string, text: string, readText: ReadText): Read<GithubFile> {
  const cache = loaded.get(readText) ?? new Map<string, { readonly text: string; readonly file: Read<GithubFile> }>();
  loaded.set(readText, cache);
  const before = cache.get(path);
  if (before?.text === text) return before.file;
  const file = parseGithubFile(path, text);
  cache.set(path, { text, file });
  return file;
}

function parseGithubFile(path: string, text: string): Read<GithubFile> {
  const document = readYaml(text);
  if (!document.ok) return document;
  const { root } = document.value;
  if (root?.kind !== 'map') return unreadable('no mapping', 1);
  return read({ path, text, root, kind: yamlAt(root, 'jobs') ? 'workflow' : 'action' });
}

/** The steps of all jobs, or those of the action. */
export function stepsOf({ kind, root }: GithubFile): readonly YamlNode[] {
  if (kind === 'action') return yamlItems(yamlAt(root, 'runs', 'steps'));
  return yamlEntries(yamlAt(root, 'jobs')).flatMap(({ value }) => yamlItems(yamlAt(value, 'steps')));
}

/** What a caller hands over, or the defaults where nobody is seen to call. */
export type Inputs = ReadonlyMap<string, Evaluated>;

/** One job in one combination of its matrix; an action has one nameless job. */
export interface JobRun {
  readonly id: string | null;
  readonly node: YamlNode;
  readonly contexts: GithubContexts;
  readonly combination: Combination;
  readonly problem: string | null;
}

/** The inputs that a file declares, with their defaults. */
export function declaredInputs({ root, kind }: GithubFile): Inputs {
  const triggers = yamlAt(root, 'on');
  const nodes = kind === 'action' ? [yamlAt(root, 'inputs')] : [yamlAt(triggers, 'workflow_dispatch', 'inputs'), yamlAt(triggers, 'workflow_call', 'inputs')];
  const found = new Map<string, Evaluated>();
  for (const { key, value } of nodes.flatMap((node) => yamlEntries(node))) {
    const given = yamlAt(value, 'default');
    const reason = `the input ${key}, which has no default`;
    const before = found.get(key);
    const plain = given ? jsonOf(given, () => unknown(`the default of the input ${key}`)) : unknown(reason);
    if (before?.value === undefined) found.set(key, plain);
  }
  return found;
}

/** Jobs in all their combinations that are followed; {@link jobsOf} gives one more to say that there are more. */
export const MOST_RUNS = 5_000;

/** The jobs of a file, each in every combination of its matrix; `wanted`: of those alone. */
export function jobsOf(file: GithubFile, inputs: Inputs, wanted: (job: YamlNode) => boolean = () => true): readonly JobRun[] {
  if (file.kind === 'action') {
    const node = yamlAt(file.root, 'runs');
    return node ? [{ id: null, node, contexts: contextsOf({ file, inputs, combination: new Map(), env: [] }), combination: new Map(), problem: null }] : [];
  }
  const above = yamlAt(file.root, 'env');
  const runs: JobRun[] = [];
  for (const { key, value } of yamlEntries(yamlAt(file.root, 'jobs'))) {
    if (runs.length > MOST_RUNS) break;
    if (!wanted(value)) continue;
    const outer = contextsOf({ file, inputs, combination: new Map(), env: [above] });
    const { combinations, problem } = matrixOf(yamlAt(value, 'strategy'), outer);
    for (const combination of combinations.slice(0, MOST_RUNS + 1 - runs.length)) {
      const contexts = contextsOf({ file, inputs, combination, env: [above, yamlAt(value, 'env')] });
      runs.push({ id: key, node: value, contexts, combination, problem });
    }
  }
  return runs;
}

interface Around {
  readonly file: GithubFile;
  readonly inputs: Inputs;
  readonly combination: Combination;
  /** The `env:` maps around, the outermost first. */
  readonly env: readonly (YamlNode | null)[];
}

const MAX_DEPTH = 10;

function contextsOf(around: Around, depth = 0): GithubContexts {
  return (path) => lookup(around, path, depth);
}

/** The contexts of a step: those of its job, and the step's own `env:`. */
export function withEnv(contexts: GithubContexts, env: YamlNode | null): GithubContexts {
  if (!env) return contexts;
  return (path) => {
    const own = path[0] === 'env' ? yamlAt(env, path[1] ?? '') : null;
    return own ? jsonOf(own, contexts) : contexts(path);
  };
}

function lookup({ file, inputs, combination, env }: Around, path: readonly string[], depth: number): Evaluated {
  const [context = '', key = '', ...rest] = path;
  const untold = unknown(`\${{ ${path.join('.')} }}, which only the run can tell`);
  switch (context) {
    case 'matrix': {
      const found = key === '' ? undefined : combination.get(key);
      return found ? inside(found, rest) : (combination.get('') ?? (key === '' ? untold : known(null)));
    }
    case 'inputs':
      return inside(inputs.get(key) ?? unknown(`the input ${key}, which is not declared`), rest);
    case 'env': {
      const at = env.findLastIndex((one) => yamlAt(one, key) !== null);
      const node = yamlAt(env[at], key);
      if (!node || depth > MAX_DEPTH) return untold;
      // A variable may name those of the levels above, and not itself.
      return jsonOf(node, contextsOf({ file, inputs, combination, env: env.slice(0, at) }, depth + 1));
    }
    case 'github':
      if (key === 'workspace') return known(inWorkspace(''));
      if (key === 'action_path' && file.kind === 'action') return known(inWorkspace(folderOf(file.path)));
      if (key === 'event' && rest[0] === 'inputs') return inputs.get(rest[1] ?? '') ?? untold;
      return untold;
    default:
      return untold;
  }
}

function inside(found: Evaluated, path: readonly string[]): Evaluated {
  if (found.value === undefined) return found;
  return known(path.reduce<GithubValue>((value, key) => member(value, key), found.value));
}

/** `uses:` without its version. */
export function usedAction(step: YamlNode): { readonly name: string; readonly line: number } | null {
  const entry = yamlEntries(step).find(({ key }) => key === 'uses');
  const text = yamlText(entry?.value);
  return entry && text !== null ? { name: text.replace(/@[^@]*$/, '').trim(), line: entry.line } : null;
}
