import { folderOf } from '#text/paths.js';
import { composeDocuments, type ComposeDocument, type ReadYaml } from './file.js';
import { mergeService } from './merge.js';
import { type ComposeEntry, type ComposeMap, type ComposeText, type ComposeTree, entryOf, known, textAt } from './tree.js';
import { pathFrom } from '#compose/context-path.js';

const LONGEST_CHAIN = 100;

/** Finds what a service extends, in one project; each service is made once. */
export interface Extender {
  readonly readYaml: ReadYaml;
  /** Documents by the path of the file and the folder that its paths start from. */
  readonly documents: Map<string, ComposeDocument>;
  readonly done: Map<ComposeEntry, ComposeTree>;
  readonly work: Work;
}

/** What all projects of the workspace may still take. */
interface Work {
  extends: number;
  told: boolean;
}

export function makeExtender(readYaml: ReadYaml, work: Work): Extender {
  return { readYaml, documents: new Map(), done: new Map(), work };
}

/**
 * A service with all that it extends below it (loader/extends.go in compose-go). A chain that does not
 * end, or leads nowhere, is a problem; the service then stands without what it could not get, and keeps
 * its `extends` as the sign that something is missing.
 */
export function extended(name: string, document: ComposeDocument, extender: Extender, trail: readonly string[] = []): ComposeTree | null {
  const service = document.services.get(name);
  if (!service) return null;
  const before = extender.done.get(service);
  if (before) return before;
  const made = extend(name, service, { document, extender, trail });
  extender.done.set(service, made);
  return made;
}

interface Step {
  readonly document: ComposeDocument;
  readonly extender: Extender;
  readonly trail: readonly string[];
}

function extend(name: string, service: ComposeEntry, { document, extender, trail }: Step): ComposeTree {
  const wish = entryOf(service.value, 'extends');
  if (!wish || service.value.kind !== 'map' || wish.value.mark === 'reset') return service.value;
  const own = without(service.value, 'extends');
  const { scope } = document;
  const base = wish.value.kind === 'text' ? wish.value : textAt(wish.value, 'service');
  if (base === null) return refused(service.value, () => scope.problem(wish.at, `${name} extends, but no service is named`));
  const here = `${scope.path}: ${name}`;
  if (trail.includes(here)) return refused(service.value, () => scope.problem(wish.at, `${name} extends itself: ${[...trail.slice(trail.indexOf(here)), here].join(', then ')}`));
  if (trail.length >= LONGEST_CHAIN) return refused(service.value, () => scope.problem(wish.at, `more than ${LONGEST_CHAIN} services that extend each other`));
  if (--extender.work.extends <= 0) return refused(service.value, () => spent(extender.work, scope, wish));
  const file = wish.value.kind === 'map' ? textAt(wish.value, 'file') : null;
  const from = file === null ? document : documentOf(file, document, extender);
  if (from === null) return service.value;
  const found = extended(base.text, from, extender, [...trail, here]);
  if (found === null) return refused(service.value, () => scope.problem(wish.at, `${name} extends ${base.text}, which is not in ${from.scope.path}`));
  // What depends on other services is not inherited.
  const inherited = found.kind === 'map' ? without(without(found, 'depends_on'), 'volumes_from') : found;
  return mergeService(inherited, own);
}

function spent(work: Work, scope: ComposeDocument['scope'], wish: ComposeEntry): void {
  if (!work.told) scope.problem(wish.at, 'too many services in the workspace that extend others: what this one and those behind it extend is not read');
  work.told = true;
}

function documentOf(file: ComposeText, document: ComposeDocument, extender: Extender): ComposeDocument | null {
  const { scope } = document;
  const named = known(file);
  const path = named.ok ? pathFrom(file.folder, named.value) : named;
  if (!path.ok) {
    scope.problem(file.at, path.reason);
    return null;
  }
  const yaml = extender.readYaml(path.value);
  if (!yaml.ok) return refused(null, () => scope.problem(file.at, `the file that is extended cannot be read: ${yaml.reason}`));
  const before = extender.documents.get(path.value);
  if (before) return before;
  const [first] = composeDocuments({ ...scope, path: path.value, folder: folderOf(path.value) }, extender.readYaml);
  if (!first) return refused(null, () => scope.problem(file.at, `${path.value} is empty`));
  extender.documents.set(path.value, first);
  extender.work.extends -= first.services.size;
  return first;
}

function refused<T>(value: T, tell: () => void): T {
  tell();
  return value;
}

function without(map: ComposeMap, key: string): ComposeMap {
  return { ...map, entries: new Map([...map.entries].filter(([name]) => name !== key)) };
}
