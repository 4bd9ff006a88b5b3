import { assumed, known, row } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { hitsOf } from '#answer/once.js';
import { prependCommand } from '#dockerfile/edit-prepend.js';
import { addCommand } from '#dockerfile/edit-run.js';
import { replaceSpan } from '#dockerfile/edit-tokens.js';
import type { DockerfileDocument } from '#dockerfile/types.js';
import { isRootUser } from '#image/root-user.js';
import type { SystemCall } from '#image/run/system-calls.js';
import type { BuildPackage } from '#knowledge/index.js';
import type { SystemInstall } from '#rule/dockerfile.js';
import { installedIn } from '#rule/stages/closure.js';
import { librariesFor } from '#rule/stages/libraries.js';
import { packagesAsked, type Row } from '#rule/stages/rows.js';
import type { Running } from '#rule/stages/running.js';
import type { Sign } from '#rule/stages/signs.js';
import { DEFAULT_TEMPLATE, readTemplate } from '#rule/stages/template.js';
import { twoStages } from '#rule/stages/two-stages.js';
import type { StageWorld } from '#rule/stages/world.js';
import type { TextEdit } from '#text/edits.js';
import { read, unreadable, type Read } from '#text/read.js';
import { runWithout } from './edits.js';
import { runningAgainst, surplusOf } from './programs.js';
import { baseBelow } from './shipped.js';
import type { SurplusPackages } from './types.js';

interface Calls {
  readonly rows: readonly Row[];
  /** Those that install packages for builds. */
  readonly calls: readonly { readonly row: Row; readonly call: SystemCall }[];
  readonly names: ReadonlySet<string>;
  readonly at: SystemInstall;
  readonly running: Running;
  /** What its other commands say against packages that come later, and go. */
  readonly against: readonly Sign[];
  readonly late: boolean;
}

/** The one RUN that compiles. */
interface Within {
  readonly document: DockerfileDocument;
  readonly compiles: Row;
  readonly names: readonly string[];
  readonly recommends: boolean;
  readonly instead: ReadonlyMap<string, readonly string[]>;
}

export interface WithinDraft {
  readonly surplus: SurplusPackages;
  readonly edits: () => Read<readonly TextEdit[]>;
}

/**
 * Packages that one RUN of a file of one stage needs: they come and go in it, so that no layer keeps them. Null where several RUNs may
 * compile, or where the file can be parted into two stages, which is simpler to read.
 */
export function withinOneRun(world: StageWorld, { rows, calls, names, at, running, against: others, late }: Calls): WithinDraft | null {
  const { model } = world;
  const compiling = rows.filter(({ at: number, roles }) => roles !== null && installedIn(world, ({ install }) => install.at === number).unproven.length > 0);
  const [compiles] = compiling;
  if (!compiles || compiling.length > 1 || calls.some(({ row: one }) => one.at > compiles.at)) return null;
  const template = readTemplate(DEFAULT_TEMPLATE);
  if (template.ok && twoStages(world, template.value)?.layout) return null;
  const path = model.document.path;
  const { image } = baseBelow(world, 0);
  const suite = image?.suite ?? null;
  const own = calls.map(({ call }) => call);
  const packages: readonly BuildPackage[] = [...surplusOf(own, suite, 'tools'), ...surplusOf(own, suite, 'headers')].filter(({ name }) => names.has(name));
  const installed = installedIn(world);
  const asked = packagesAsked(rows);
  const libraries = librariesFor({ packages, full: false, suite }, installed, asked);
  const here = (text: string): Sign => ({ text, at: { path, line: at.at.line } });
  const user = model.stages[0]?.moments[compiles.at]?.user ?? null;
  const against: Sign[] = [...others, ...libraries.against.map(here), ...runningAgainst(running, installed.names, here)];
  if (!isRootUser(user)) against.push(here(`USER ${user} may not install packages where line ${compiles.instruction.lines.first} compiles`));
  const [before, behind] = [prependCommand(model.document, compiles.instruction, 'true'), addCommand(model.document, compiles.instruction, 'true')];
  const fault = calls.some(({ row: one }) => one.at === compiles.at) ? behind : before.ok ? behind : before;
  if (!fault.ok) against.push({ text: `line ${compiles.instruction.lines.first} takes no further command: ${fault.reason}`, at: { path, line: compiles.instruction.lines.first } });
  const instead = new Map(libraries.instead);
  const [first] = packages;
  if (first && libraries.more.length > 0) instead.set(first.name, [...(instead.get(first.name) ?? []), ...libraries.more.filter((name) => !asked.has(name))]);
  const leaves = packages.map(({ name }) => name);
  const hits = known(hitsOf(against), 'nothing in the Dockerfile, in the code or in what starts it needs them');
  const searched = `${running.searched} files and commands were searched for compilers, headers and installs at start`;
  const surplus: SurplusPackages = {
    leaves,
    adds: [...new Set([...instead.values()].flat())],
    how: 'within',
    late,
    at,
    refusals: () => ask(hits),
    compiled: () => ask(libraries.answer),
    running: () => ask(assumed(running.searched, running.untold ?? 'nothing else is taken to run in its containers', [row('absence', searched)])),
  };
  const within: Within = { document: model.document, compiles, names: leaves, recommends: own.some(({ recommends }) => recommends === true), instead };
  return { surplus, edits: () => editsOf(within, rows) };
}

function editsOf({ document, compiles, names, recommends, instead }: Within, rows: readonly Row[]): Read<readonly TextEdit[]> {
  const gone = new Set(names);
  const found: TextEdit[] = [];
  const purge = `apt-get purge -y --auto-remove ${names.join(' ')} && rm -rf /var/lib/apt/lists/*`;
  const option = recommends ? '' : ' --no-install-recommends';
  let here = false;
  for (const { instruction, roles, at } of rows) {
    const calls = roles?.ok ? roles.commands.flatMap(({ role }) => (role.kind === 'apt' && (role.call.action === 'install' || role.call.action === 'remove') ? role.call : [])) : [];
    if (!roles?.ok || !calls.some(({ packages }) => packages.some(({ name }) => gone.has(name)))) continue;
    if (at === compiles.at) {
      // They come in this RUN already: what they leave is asked for beside them, so that it stays.
      here = true;
      for (const { name, span } of calls.flatMap(({ action, packages }) => (action === 'install' ? packages : []))) {
        const stands = instead.get(name) ?? [];
        const edit = stands.length === 0 ? null : replaceSpan(span, [document.text.slice(span?.start, span?.end), ...stands].join(' '));
        if (edit?.ok === false) return edit;
        found.push(...(edit?.value ?? []));
      }
      continue;
    }
    const without = runWithout({ document, instruction, commands: roles.commands, gone, instead });
    if (!without.ok) return without;
    found.push(...without.value);
  }
  const before = here ? read([]) : prependCommand(document, compiles.instruction, `apt-get update && apt-get install -y${option} ${names.join(' ')}`);
  const behind = addCommand(document, compiles.instruction, purge);
  if (!before.ok) return before;
  if (!behind.ok) return behind;
  const edits = [...found, ...before.value, ...behind.value];
  return edits.length === 0 ? unreadable('nothing would change') : read(edits);
}
