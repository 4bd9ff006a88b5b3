import { appendFileSync, copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isCollection, parseDocument } from 'yaml';
import type { Subject } from './services.js';
import { subjectsOf } from './services.js';
import { DEAD, HIDDEN_USES, type HiddenUse } from './planted-kinds.js';

/** What was planted into a service, and what was said of it. */
export interface Planted {
  readonly repository: string;
  readonly service: string;
  readonly dead: number;
  readonly found: number;
  readonly hidden: number;
  readonly kept: number;
  readonly kinds: readonly string[];
  readonly wrong: readonly string[];
}

interface Plan {
  readonly service: string;
  readonly dead: readonly string[];
  readonly uses: readonly HiddenUse[];
}

const EACH = 5;

/** Plants into copies of the folders, in as many services, and reads the verdicts of the copies. */
export async function checkPlanted(folders: readonly string[], count: number, work: string): Promise<readonly Planted[]> {
  rmSync(work, { recursive: true, force: true });
  const fields = await Promise.all(folders.map(async (folder) => ({ folder, fit: (await subjectsOf(folder)).flatMap((subject) => fieldOf(subject) ?? []) })));
  const chosen = new Map<string, Field[]>();
  // One of each folder in turn.
  for (let round = 0, left = count; left > 0 && fields.some(({ fit }) => round < fit.length); round++) {
    for (const { folder, fit } of fields) {
      const field = fit[round];
      if (!field || left === 0) continue;
      chosen.set(folder, [...(chosen.get(folder) ?? []), field]);
      left--;
    }
  }
  let number = 0;
  const rows: Planted[] = [];
  for (const [folder, list] of chosen) {
    const copy = join(work, basename(folder));
    copyAll(list, folder, copy);
    const plans = list.map((field) => plant(field, copy, number++));
    const after = await subjectsOf(copy);
    for (const plan of plans) rows.push(judged(plan, basename(folder), after.find(({ service }) => service.name === plan.service)));
  }
  return rows;
}

/** A service into which something can be planted: a list and a module that are its own. */
interface Field {
  readonly subject: Subject;
  readonly list: string;
  readonly module: string;
}

function fieldOf(subject: Subject): Field | null {
  const { needs, service } = subject;
  const own = (path: string): boolean => service.folder === '' || path.startsWith(`${service.folder}/`);
  const list = needs.needs.find(({ asked }) => asked.ships && asked.kind === 'file' && own(asked.at.path))?.asked.at.path;
  const module = [...needs.reach.modules.values()].find(({ path, at }) => at !== undefined && path.endsWith('.py') && own(path))?.path;
  return list === undefined || module === undefined ? null : { subject, list, module };
}

function copyAll([first]: readonly Field[], folder: string, copy: string): void {
  for (const path of first?.subject.snapshot.tree.paths ?? []) {
    const stats = statSync(join(folder, path), { throwIfNoEntry: false });
    if (!stats?.isFile() || stats.size > 2_000_000) continue;
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    copyFileSync(join(folder, path), join(copy, path));
  }
}

/** Writes five dead requirements and five hidden uses; which ones follows from the number of the service alone. */
function plant(field: Field, copy: string, number: number): Plan {
  const { subject, list, module } = field;
  const { needs, service } = subject;
  const taken = new Set([...needs.needs.map(({ asked }) => asked.name), ...needs.along.keys()]);
  const dead = rotated(DEAD, number * EACH).filter((name) => !taken.has(name)).slice(0, EACH);
  const uses: HiddenUse[] = [];
  for (const kind of rotated(HIDDEN_USES, number * EACH)) {
    const use = kind.find((one) => !taken.has(one.needs) && isPossible(one, field));
    if (use && uses.length < EACH) uses.push(use);
  }
  const lines = [...dead, ...uses.flatMap((use) => [...use.with.filter((name) => !taken.has(name)), use.needs])];
  appendFileSync(join(copy, list), `\n${[...new Set(lines)].join('\n')}\n`);
  for (const { code } of uses) if (code !== undefined) appendFileSync(join(copy, module), `\n\n${code}`);
  for (const { variable } of uses) if (variable) setVariable(copy, subject, variable);
  const script = uses.flatMap((use) => use.script ?? []);
  if (script.length > 0) addScript(field, copy, script);
  return { service: service.name, dead, uses };
}

function rotated<T>(list: readonly T[], by: number): readonly T[] {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}

function isPossible({ script, variable }: HiddenUse, { subject: { image, runners, service } }: Field): boolean {
  if (variable && !runners.some(({ at }) => /\.ya?ml$/.test(at.path))) return false;
  if (script === undefined) return true;
  const replaced = runners.some(({ entrypoint }) => entrypoint !== null);
  return !replaced && service.start?.whole === true && image.entry.entrypoint === null && image.entry.command !== null && image.target === image.dockerfile.stages.length - 1 && image.build.context.kind === 'folder' && image.build.inline === undefined;
}

function setVariable(copy: string, { runners }: Subject, { name, value }: NonNullable<HiddenUse['variable']>): void {
  const runner = runners.find(({ at }) => /\.ya?ml$/.test(at.path));
  if (!runner) return;
  const path = join(copy, runner.at.path);
  const document = parseDocument(readFileSync(path, 'utf8'));
  const where = ['services', runner.name, 'environment'];
  const known = document.toJS() as { readonly services?: Readonly<Record<string, { readonly environment?: unknown }>> };
  const before = known.services?.[runner.name]?.environment;
  // An alias or nothing is written out.
  if (!isCollection(document.getIn(where, true))) document.setIn(where, { ...(before as object), [name]: value });
  else if (Array.isArray(before)) document.addIn(where, `${name}=${value}`);
  else document.setIn([...where, name], value);
  writeFileSync(path, document.toString());
}

/** A script beside the module, which the image starts in front of its command. */
function addScript({ subject, module }: Field, copy: string, lines: readonly string[]): void {
  const { build } = subject.image;
  const context = build.context.kind === 'folder' ? build.context.path : '';
  const from = (name: string, text: string): string => {
    const path = join(dirname(module), name);
    writeFileSync(join(copy, path), text);
    return context === '' ? path : path.slice(context.length + 1);
  };
  const script = from('planted-start.sh', `#!/bin/sh\nset -e\n${lines.join('\n')}\nexec "$@"\n`);
  const app = from('planted_app.py', 'def app(environ, start_response):\n    start_response("200 OK", [])\n    return [b"planted"]\n');
  const steps = [`COPY ${script} /planted-start.sh`, `COPY ${app} /planted/planted_app.py`, 'ENTRYPOINT ["/bin/sh", "/planted-start.sh"]'];
  appendFileSync(join(copy, build.dockerfile), `\n${steps.join('\n')}\n`);
}

function judged({ service, dead, uses }: Plan, repository: string, subject: Subject | undefined): Planted {
  const said = (name: string): readonly { readonly verdict: string; readonly reason: string }[] => subject?.needs.needs.filter(({ asked }) => asked.name === name) ?? [];
  const found = dead.filter((name) => said(name).length > 0 && said(name).every(({ verdict }) => verdict === 'unused'));
  const kept = uses.filter(({ needs }) => said(needs).length > 0 && said(needs).every(({ verdict }) => !['unused', 'dev', 'redundant'].includes(verdict)));
  const words = (name: string): string => said(name).map(({ verdict, reason }) => `${verdict}: ${reason}`).join('; ') || 'nothing is said of it';
  return {
    repository,
    service,
    dead: dead.length,
    found: found.length,
    hidden: uses.length,
    kept: kept.length,
    kinds: uses.map(({ kind, needs }) => `${kind} (${needs}${said(needs).some(({ verdict }) => verdict === 'unknown') ? ', unknown' : ''})`),
    wrong: [
      ...dead.filter((name) => !found.includes(name)).map((name) => `dead ${name} is not found: ${words(name)}`),
      ...uses.filter((use) => !kept.includes(use)).map(({ kind, needs }) => `${kind} ${needs} is not kept: ${words(needs)}`),
    ],
  };
}
