import { makeTree, openTree, type FileTree } from '#files/tree.js';
import { parseDockerfile } from '#dockerfile/parse.js';
import { nodeIo } from '#io/node.js';
import type { Io } from '#io/types.js';
import type { FileChange, Plan } from '#plan/types.js';
import { builtInRules } from '#rules';
import { planTree } from '#run.js';
import { read, unreadable } from '#text/read.js';
import { askOracle, type OracleCase } from './oracle.js';
import { referencesOutside } from './stage-references.js';

/** What came of one folder. */
export interface Written {
  readonly folder: string;
  readonly dockerfiles: number;
  /** Dockerfiles that the plan changes or makes. */
  readonly changed: number;
  /** Steps by rule. */
  readonly steps: ReadonlyMap<string, number>;
  readonly failures: readonly string[];
}

export interface WrittenOptions {
  /** BuildKit's parser; null: what is written is read by our own alone. */
  readonly oracle: string | null;
  /** Each rule by itself as well. */
  readonly alone: boolean;
}

/** A workspace as a plan would leave it. */
interface World {
  readonly io: Io;
  readonly tree: FileTree;
}

/**
 * Plans a folder with every rule up to `review` and judges what would be written: BuildKit reads each Dockerfile as we do, its
 * references find their stages, a second plan has nothing to write, and the safe fixes first and then all of them end in the
 * same bytes. Nothing is written.
 */
export async function judgeWritten(folder: string, options: WrittenOptions): Promise<Written> {
  const world: World = { io: nodeIo, tree: openTree(nodeIo, folder) };
  const plan = await planned(world, 'review', []);
  const after = behind(world, plan);
  const failures = [
    ...plan.crashes.map(({ rule, message }) => `${rule} crashed: ${message}`),
    ...plan.findings.filter(({ status }) => status === 'rejected' || status === 'circular').map((one) => `${one.status}: ${one.rule} ${one.path}:${one.line}: ${one.heldBy.map(({ text }) => text).join('; ')}`),
    ...faultsOf(plan.changes, options.oracle),
    ...unsettled('again', await planned(after, 'review', [])),
    ...(await inTwoSteps(world, plan)),
  ];
  if (options.alone) {
    for (const { meta } of builtInRules) {
      const alone = await planned(world, 'review', [meta.name]);
      failures.push(...unsettled(`${meta.name} alone, again`, await planned(behind(world, alone), 'review', [meta.name])), ...faultsOf(alone.changes, options.oracle));
    }
  }
  const steps = new Map<string, number>();
  for (const { rule } of plan.steps) steps.set(rule, (steps.get(rule) ?? 0) + 1);
  return { folder, dockerfiles: plan.stats.dockerfiles, changed: plan.changes.filter(isDockerfile).length, steps, failures };
}

async function planned({ io, tree }: World, safety: 'safe' | 'review', only: readonly string[]): Promise<Plan> {
  const { plan } = await planTree(tree, { root: tree.root, paths: [], rules: builtInRules, only, skip: [], services: [], safety, config: null }, io);
  return plan;
}

/** The workspace with a plan's texts instead of its own. */
function behind({ io, tree }: World, { changes }: Plan): World {
  const texts = new Map(changes.map(({ path, after }) => [path, after]));
  const inside = (path: string): string | null | undefined => (path.startsWith(`${tree.root}/`) ? texts.get(path.slice(tree.root.length + 1)) : undefined);
  const paths = [...new Set([...tree.paths.filter((path) => texts.get(path) !== null), ...changes.filter(({ after }) => after !== null).map(({ path }) => path)])].sort();
  return {
    io: {
      ...io,
      readFile: (path) => {
        const text = inside(path);
        if (text === undefined) return io.readFile(path);
        return text === null ? unreadable('does not exist') : read(new TextEncoder().encode(text));
      },
      stat: (path) => {
        const text = inside(path);
        if (text === undefined) return io.stat(path);
        return text === null ? null : { kind: 'file', size: Buffer.byteLength(text), mode: io.stat(path)?.mode ?? 0o644 };
      },
      realPath: (path) => (typeof inside(path) === 'string' ? path : io.realPath(path)),
    },
    tree: makeTree(tree.root, tree.git, paths, (path) => (typeof texts.get(path) === 'string' ? 'file' : tree.onDisk(path))),
  };
}

async function inTwoSteps(world: World, whole: Plan): Promise<readonly string[]> {
  const safe = await planned(world, 'safe', []);
  const between = behind(world, safe);
  const rest = await planned(between, 'review', []);
  const texts = new Map([...safe.changes, ...rest.changes].map(({ path, after }) => [path, after]));
  const other = whole.changes.filter(({ path, after }) => !texts.has(path) || shipped(path, texts.get(path)) !== shipped(path, after)).map(({ path }) => path);
  const more = [...texts].filter(([path, after]) => !whole.changes.some((one) => one.path === path) && after !== originalOf(safe, rest, path)).map(([path]) => path);
  return [...new Set([...other, ...more])].map((path) => `${path}: safe fixes first end in other bytes`);
}

/**
 * What counts when orders are compared: of a Dockerfile its last stage. In a builder the rules about caches have nothing to save,
 * so that it keeps them or not depending on whether the stage was one that ships when they came by (docs/design.md, section 9).
 */
function shipped(path: string, text: string | null | undefined): string | null | undefined {
  if (typeof text !== 'string' || !isDockerfile({ path, before: null, after: text })) return text;
  const document = parseDockerfile(path, text);
  const last = document.ok ? document.value.stages.at(-1)?.from.instruction : undefined;
  return last ? text.slice(last.span.start) : text;
}

function originalOf(safe: Plan, rest: Plan, path: string): string | null | undefined {
  return (safe.changes.find((one) => one.path === path) ?? rest.changes.find((one) => one.path === path))?.before;
}

function unsettled(what: string, { steps }: Plan): readonly string[] {
  return steps.map(({ rule, changes }) => `${what}: ${rule} would still write ${changes.map(({ path }) => path).join(', ')}`);
}

function faultsOf(changes: readonly FileChange[], oracle: string | null): readonly string[] {
  const cases: OracleCase[] = [];
  const failures: string[] = [];
  for (const { path, before, after } of changes.filter(isDockerfile)) {
    if (after === null) continue;
    const document = parseDockerfile(path, after);
    if (!document.ok) {
      failures.push(`${path}: what is written is not read: ${document.reason}`);
      continue;
    }
    const original = before === null ? null : parseDockerfile(path, before);
    const known = new Set(original?.ok ? referencesOutside(original.value) : []);
    failures.push(...referencesOutside(document.value).filter((name) => !known.has(name)).map((name) => `${path}: --from=${name} is no stage above it`));
    cases.push({ path, text: after, document: document.value, skipped: null });
  }
  return oracle === null || cases.length === 0 ? failures : [...failures, ...askOracle(oracle, cases).failures];
}

function isDockerfile({ path, after }: FileChange): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return after !== null && /dockerfile|containerfile/i.test(name) && !/\.(?:dockerignore|in|md|ya?ml|txt)$/i.test(name);
}
