import { folderOf } from '#text/paths.js';
import type { Evaluated, GithubContexts } from './expression.js';
import { declaredInputs, type GithubFile, type Inputs, isActionFile, isWorkflowFile, jobsOf, githubFile, usedAction, withEnv } from './file.js';
import { jsonOf } from './matrix.js';
import type { Circumstance, ReadText } from '#compose/types.js';
import { yamlAt, yamlEntries, yamlItems, yamlText, type YamlNode } from '#compose/yaml.js';

/** One way in which a file is run: what its inputs are, and who says so. */
export interface Invocation {
  readonly inputs: Inputs;
  readonly circumstances: readonly Circumstance[];
  /** False: it is run by its own triggers. */
  readonly called: boolean;
}

interface Search {
  readonly readText: ReadText;
  readonly paths: readonly string[];
  /** The files that are being looked at: a file that calls itself in the end. */
  readonly open: readonly string[];
}

const MAX_CALLS = 100;
const MAX_DEPTH = 4;

/**
 * The ways in which a workflow or an action of the workspace is run: by its own triggers with the
 * defaults of its inputs, and by every `uses: ./…` of the workspace with its `with:`. One that is
 * run with the same inputs twice counts once.
 */
export function invocationsOf(file: GithubFile, readText: ReadText, paths: readonly string[]): readonly Invocation[] {
  return invocations(file, { readText, paths, open: [] });
}

function invocations(file: GithubFile, search: Search): readonly Invocation[] {
  const defaults = declaredInputs(file);
  const own: Invocation = { inputs: defaults, circumstances: [], called: false };
  const callable = file.kind === 'action' || yamlAt(file.root, 'on', 'workflow_call') !== null || yamlText(yamlAt(file.root, 'on')) === 'workflow_call' || listed(yamlAt(file.root, 'on')).includes('workflow_call');
  if (!callable || defaults.size === 0 || search.open.length >= MAX_DEPTH) return [own];
  const called = callsOf(file, { ...search, open: [...search.open, file.path] }, defaults);
  const triggers = file.kind === 'workflow' ? listed(yamlAt(file.root, 'on')).filter((name) => name !== 'workflow_call') : [];
  const all = called.length === 0 || triggers.length > 0 ? [own, ...called] : called;
  return [...new Map(all.map((one) => [JSON.stringify([...one.inputs]), one])).values()].slice(0, MAX_CALLS);
}

/** The names of a list, or the keys of a map, or the one name. */
export function listed(node: YamlNode | null): readonly string[] {
  if (node?.kind === 'scalar') return node.type === 'null' ? [] : [node.text];
  if (node?.kind === 'list') return yamlItems(node).flatMap((item) => yamlText(item) ?? []);
  return yamlEntries(node).map(({ key }) => key);
}

function callsOf(file: GithubFile, search: Search, defaults: Inputs): readonly Invocation[] {
  const name = file.kind === 'action' ? folderOf(file.path) : file.path;
  const found: Invocation[] = [];
  for (const path of callerPaths(search.paths)) {
    if (search.open.includes(path)) continue;
    const text = search.readText(path);
    if (text === null || !text.includes(`./${name}`)) continue;
    const caller = githubFile(path, text, search.readText);
    if (caller.ok) for (const call of callsIn(caller.value, `./${name}`, search, defaults)) found.push(call);
    if (found.length > MAX_CALLS) break;
  }
  return found;
}

const known = new WeakMap<readonly string[], readonly string[]>();

/** The workflows and actions of a workspace. */
function callerPaths(paths: readonly string[]): readonly string[] {
  const before = known.get(paths);
  if (before) return before;
  const found = paths.filter((path) => isWorkflowFile(path) || isActionFile(path));
  known.set(paths, found);
  return found;
}

function callsIn(caller: GithubFile, name: string, search: Search, defaults: Inputs): readonly Invocation[] {
  const names = (node: YamlNode) => usedAction(node)?.name.replace(/\/+$/, '') === name;
  const parts = (job: YamlNode) => [job, ...yamlItems(yamlAt(job, 'steps'))];
  return invocations(caller, search).slice(0, MAX_CALLS).flatMap(({ inputs, circumstances }) =>
    jobsOf(caller, inputs, (job) => parts(job).some(names)).flatMap(({ node, contexts, id }) =>
      parts(node).filter(names).map((one): Invocation => {
        const at = { path: caller.path, line: usedAction(one)?.line ?? one.line };
        const title = yamlText(yamlAt(caller.root, 'name')) ?? caller.path;
        return {
          called: true,
          inputs: given(defaults, yamlAt(one, 'with'), withEnv(contexts, yamlAt(one, 'env'))),
          circumstances: [...circumstances, { kind: 'workflow', text: title, at }, ...(id === null ? [] : [{ kind: 'job', text: id, at }])],
        };
      }),
    ),
  );
}

function given(defaults: Inputs, node: YamlNode | null, contexts: GithubContexts): Inputs {
  const inputs = new Map<string, Evaluated>(defaults);
  for (const { key, value } of yamlEntries(node)) inputs.set(key, jsonOf(value, contexts));
  return inputs;
}
