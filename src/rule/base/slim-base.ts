import { assumed, known, row } from '#answer/answer.js';
import { ask, unheard } from '#answer/ledger.js';
import { hitsOf } from '#answer/once.js';
import { insertInstruction } from '#dockerfile/edit-instructions.js';
import { dockerfilesOf } from '#files/snapshot.js';
import type { Instruction as Written } from '#dockerfile/types.js';
import { isRootUser } from '#image/root-user.js';
import { programOf } from '#image/run/facts.js';
import { fullImage } from '#knowledge/index.js';
import { builtElsewhere } from '#rule/build-packages/copied.js';
import { librariesLoaded } from '#rule/build-packages/loads.js';
import { programsBrought, runningAgainst } from '#rule/build-packages/programs.js';
import { baseBelow, rootOf, shippedStages, standingOn, unseen } from '#rule/build-packages/shipped.js';
import { changeOf, FOREIGN } from '#rule/change.js';
import type { Dockerfile, SystemInstall } from '#rule/dockerfile.js';
import { sourceOfInstruction } from '#rule/dockerfile-subject.js';
import { installedIn } from '#rule/stages/closure.js';
import { fullPrograms } from '#rule/stages/full-programs.js';
import { librariesFor } from '#rule/stages/libraries.js';
import { packagesAsked, rowsOf, type Row } from '#rule/stages/rows.js';
import { runningIn } from '#rule/stages/running.js';
import type { Sign } from '#rule/stages/signs.js';
import type { StageWorld } from '#rule/stages/world.js';
import type { Change } from '#rule/types.js';
import type { TextEdit } from '#text/edits.js';
import { workspaceImages } from '#services/workspace-images.js';
import { baseName, folderOf } from '#text/paths.js';
import { read } from '#text/read.js';
import { codeAgainst, instructionsAgainst } from './full-uses.js';
import { slimTag } from './slim-tag.js';
import type { SlimBase } from './types.js';

interface Draft {
  readonly edit: TextEdit | null;
  readonly reason: string | null;
  /** Where a RUN of its own asks for packages. */
  readonly before: Written | null;
}

/** For what RUNs alone run. */
const NOTHING_RUNS = { signs: [], searched: 0, names: () => false, mentions: () => false, runs: () => false, idle: null, code: [], untold: null } as const;

const drafts = new WeakMap<SlimBase, Draft>();

/** The full Python images that images of a Dockerfile stand on, each with what the slim one would lack. */
export function slimBases(world: StageWorld): readonly SlimBase[] {
  return unheard(() => {
    const roots = [...new Set(shippedStages(world).map(({ index }) => rootOf(world.model, index)))];
    return roots.flatMap((root) => baseAt(world, root) ?? []);
  });
}

function baseAt(world: StageWorld, root: number): SlimBase | null {
  const { model, snapshot, dockerfile, images } = world;
  const { image, references, against: unknown } = baseBelow(world, root);
  const at = dockerfile.stages[root]?.instructions[0];
  // What is unknown is no full image of Python, as far as anybody can tell.
  if (unknown !== null || image === null || image.family !== 'python' || image.variant !== 'full' || image.distribution !== 'debian' || !at) return null;
  // A tag that tells nothing at all is not known to be that of a full image.
  if (image.python === null && image.major === null && image.tag !== 'latest') return null;
  const path = model.document.path;
  const from = model.stages[root]?.stage.from.image.text ?? '';
  const line = at.at.line;
  const here = (text: string, where = line): Sign => ({ text, at: { path, line: where } });
  const against: Sign[] = [];
  if (image.digest !== null) against.push(here(`FROM ${from}: the digest of the slim image of that build is not known`));
  if (!/^3\.(?:[89]|\d\d)$/.test(image.python ?? '')) against.push(here(image.python === null ? `FROM ${from} does not fix the Python, so that nobody can tell which wheels it takes` : `FROM ${from}: of wheels for Python ${image.python} there is no record`));
  const platform = model.stages[root]?.stage.from.platform;
  if (platform && !/amd64|x86_64|\$/.test(platform)) against.push(here(`--platform=${platform}: of wheels for it there is no whole record`));
  for (const { platforms, at: where } of images.flatMap(({ build }) => workspaceImages(snapshot).joined.mentions.get(build) ?? [])) {
    const other = platforms.find((one) => !/amd64|x86_64|\$/.test(one));
    if (other !== undefined) against.push({ text: `it is built for ${other}: of wheels for it there is no whole record`, at: where });
  }
  const tag = image.digest === null ? slimTag(model, root, image, references) : null;
  if (tag !== null && !tag.ok) against.push(here(tag.reason));
  const users = standingOn(model, root);
  const rows = [...users].toSorted((a, b) => a - b).flatMap((stage) => rowsOf(model, stage));
  const running = runningIn(world, null);
  const installed = installedIn(world);
  const asked = packagesAsked(rows);
  const loads = librariesLoaded(snapshot, running.code);
  const foreign = [...users].flatMap((stage) => rowsOf(model, stage).flatMap(({ instruction, at: number }) => builtElsewhere(model, stage, number, instruction) ?? []));
  const libraries = librariesFor({ packages: [], full: true, suite: image.suite }, { ...installed, unproven: [...installed.unproven, ...foreign.map((because) => ({ name: '', because }))] }, asked);
  const steps = rows.flatMap(({ roles }) => (roles?.ok ? roles.facts.steps : []));
  const programs = fullPrograms(steps, running, installed.names);
  against.push(...instructionsAgainst(model, users), ...codeAgainst(snapshot, running));
  against.push(...unseen(world).map((text) => here(text)));
  const sibling = dockerfilesOf(snapshot).find((other) => other.path !== path && folderOf(other.path) === folderOf(path) && /slim/i.test(baseName(other.path)))?.path;
  if (sibling !== undefined) against.push(here(`${sibling} is the slim one beside it`));
  if (running.idle !== null) against.push(here(`nothing tells what containers of ${running.idle} run`));
  if (loads.byName !== null) against.push({ ...loads.byName, text: `${loads.byName.text}, which may be one of the full image` });
  for (const because of [...libraries.against, ...programs.against]) against.push(here(because));
  const whole = unheard(() => fullImage()).value;
  const inSteps = new Set(steps.flatMap((step) => programOf(step.rounds[0] ?? []) ?? []));
  for (const [program, name] of programsBrought(whole.packages, [...asked, ...programs.packages], image.suite)) {
    if (!whole.commands.has(program) && (inSteps.has(program) || running.runs(program))) against.push(here(`${program} runs, which comes with ${name} of the full image`));
  }
  against.push(...runningAgainst(running, installed.names, (text) => here(text)));
  const adds = [...new Set([...libraries.more, ...programs.packages])].filter((name) => !asked.has(name)).toSorted();
  const first = rowsOf(model, root).find(({ instruction }) => instruction.keyword === 'RUN');
  if (adds.length > 0 && !isRootAt(world, root, first)) against.push(here('its user may not install packages'));
  const call = adds.length === 0 ? null : callBefore(dockerfile, rowsOf(model, root), root, programs.packages);
  const hits = known(hitsOf(against), 'nothing in the Dockerfile, in the code or in what starts it needs what the full image adds');
  const searched = `${running.searched} files and commands were searched for programs, fonts, Tk and libraries of the full image`;
  const slim: SlimBase = {
    at,
    from,
    to: tag?.ok ? tag.value.to : `${from}-slim`,
    argument: tag?.ok === true && tag.value.argument,
    adds,
    call,
    tag: () => ask(tag?.ok ? tag.value.means : known(from, `FROM ${from} is a full image`)),
    refusals: () => ask(hits),
    compiled: () => ask(libraries.answer),
    running: () => ask(assumed(running.searched, running.untold ?? 'nothing else is taken to run in its containers', [row('absence', searched)])),
  };
  drafts.set(slim, { edit: tag?.ok ? tag.value.edit : null, reason: tag?.ok === false ? tag.reason : null, before: first?.instruction ?? null });
  return slim;
}

/** Whether what stands in front of the first RUN of a stage runs as root. */
function isRootAt({ model }: StageWorld, root: number, first: Row | undefined): boolean {
  return isRootUser(model.stages[root]?.moments[first?.at ?? 1]?.user ?? null);
}

/** A call of the stage's own that runs before anything needs the programs. */
function callBefore(dockerfile: Dockerfile, rows: readonly Row[], root: number, programs: readonly string[]): SystemInstall | null {
  for (const { roles, at } of rows) {
    if (roles === null) continue;
    const call = dockerfile.stages[root]?.instructions[at]?.systemCalls().value.find(({ manager, action, own, packages }) => manager === 'apt' && action === 'install' && own && packages.length > 0);
    const used = roles.ok ? fullPrograms(roles.facts.steps, NOTHING_RUNS, []).packages.some((name) => programs.includes(name)) : true;
    if (call && !used) return call;
    if (used || roles.ok === false) return null;
  }
  return null;
}

/** FROM with the slim tag, and a RUN that asks for what it lacks, where no call takes that. */
export function slimChange(slim: SlimBase): Change {
  const path = slim.at.at.path;
  const draft = drafts.get(slim);
  const source = sourceOfInstruction(slim.at);
  if (!draft || !source) return { kind: 'impossible', path, reason: FOREIGN };
  if (draft.edit === null) return { kind: 'impossible', path, reason: draft.reason ?? 'the new tag is not known' };
  if (slim.adds.length === 0 || slim.call !== null) return { kind: 'edit', path, edits: [draft.edit] };
  const lines = slim.adds.map((name) => `    ${name} \\\n`).join('');
  const text = `RUN apt-get update && apt-get install -y --no-install-recommends \\\n${lines}    && rm -rf /var/lib/apt/lists/*`;
  const { document } = source.model;
  const inserted = insertInstruction(document, draft.before === null ? { side: 'after', anchor: source.instruction } : { side: 'before', anchor: draft.before }, text);
  return changeOf(path, inserted.ok ? read([draft.edit, ...inserted.value]) : inserted);
}
