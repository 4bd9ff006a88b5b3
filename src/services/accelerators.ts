import { saidOnce } from '#answer/once.js';
import { normalizeName } from '#pep/name.js';
import type { Place } from '#answer/answer.js';
import { unheard } from '#answer/ledger.js';
import type { ComposeService, ComposeValue } from '#compose/types.js';
import { requirementsAt, type Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import type { InstallInput, ResolvedInstall } from '#image/installs/resolved-install.js';
import { acceleratorSign, type SignPlace } from '#knowledge/index.js';
import { parsePep508 } from '#pep/pep508.js';
import type { Pep508 } from '#pep/types.js';
import { includesOf } from '#requirements/includes.js';
import type { RequirementsDocument } from '#requirements/types.js';
import { baseName } from '#text/paths.js';
import type { RunCommandLine } from './run-commands.js';
import type { AcceleratorEvidence } from './service.js';

/** What a service's signs are read from. */
export interface AcceleratorParts {
  readonly snapshot: Snapshot;
  readonly images: readonly ImageModel[];
  readonly runsAs: readonly ComposeService[];
  /** `docker run` lines of its images. */
  readonly runs: readonly RunCommandLine[];
  readonly environment: ReadonlyMap<string, ComposeValue>;
}

/**
 * The signs that a service uses a GPU or another accelerator, or that it does not, each with its
 * place: base images, what compose and `docker run` ask for, variables, indexes, distributions, and
 * the names of files and stages. Signs in its code come from who reads the code.
 */
export function acceleratorsOf({ snapshot, images, runsAs, runs, environment }: AcceleratorParts): readonly AcceleratorEvidence[] {
  const found = [
    ...runsAs.flatMap(({ accelerators }) => accelerators.flatMap(({ text, at }) => sign('devices', text, at))),
    ...runs.flatMap(({ text, at }) => sign('flags', text, at)),
    ...variables([environment, ...runsAs.map((service) => service.environment)]),
    ...images.flatMap((image) => imageSigns(snapshot, image)),
  ];
  return saidOnce(found);
}

function sign(place: SignPlace, text: string, at: Place, shown = text): readonly AcceleratorEvidence[] {
  const value = signOf(place, text);
  return value ? [{ text: shown, at, ...value }] : [];
}

type Sign = ReturnType<typeof acceleratorSign>['value'];

const signs = new Map<string, Sign>();

/** More different words are nothing that one workspace has. */
const MAX_SIGNS = 20_000;

/** What the catalogue says of a word; the same distributions stand in hundreds of files. */
function signOf(place: SignPlace, text: string): Sign {
  const key = `${place} ${text}`;
  const before = signs.get(key);
  if (before !== undefined) return before;
  const { value } = unheard(() => acceleratorSign(place, text));
  if (signs.size >= MAX_SIGNS) signs.clear();
  signs.set(key, value);
  return value;
}

function variables(maps: readonly ReadonlyMap<string, ComposeValue>[]): readonly AcceleratorEvidence[] {
  return maps.flatMap((map) => [...map].flatMap(([name, { value, at }]) => (value === null ? [] : sign('variables', `${name}=${value}`, at))));
}

function imageSigns(snapshot: Snapshot, image: ImageModel): readonly AcceleratorEvidence[] {
  const { build, dockerfile, chain, needed } = image;
  const { path } = dockerfile.document;
  const top = { path, line: build.inline?.at.line ?? 1 };
  const bases = [...needed].flatMap((index) => {
    const model = dockerfile.stages[index];
    if (model?.base.kind !== 'image') return [];
    const { reference } = model.base;
    const signs = sign('bases', reference, { path, line: model.stage.from.instruction.lines.first }, `FROM ${reference}`);
    // What a stage only builds on leaves no driver's library behind: its products may still want one.
    return chain.includes(index) ? signs : signs.flatMap((one) => (one.strength === 'against' ? [] : { ...one, strength: 'weak' as const }));
  });
  const stage = dockerfile.stages[image.target]?.stage;
  const line = stage?.from.instruction.lines.first ?? 1;
  const names = [
    ...sign('names', baseName(build.dockerfile), top),
    ...(stage?.name ? sign('names', stage.name, { path, line }, `stage ${stage.name}`) : []),
  ];
  const installs = image.installs.filter(({ runs, ships }) => runs.kind !== 'never' && ships);
  return [...bases, ...names, ...installs.flatMap((install) => installSigns(snapshot, install))];
}

function installSigns(snapshot: Snapshot, { inputs, indexes, at }: ResolvedInstall): readonly AcceleratorEvidence[] {
  const addresses = indexes.flatMap((text) => (text.match(/https?:\/\/[^\s"']+/g) ?? []).flatMap((address) => sign('indexes', address, at)));
  const seen = new Set<string>();
  return [...addresses, ...inputs.flatMap((input) => inputSigns(snapshot, input, at, seen))];
}

function inputSigns(snapshot: Snapshot, input: InstallInput, at: Place, seen: Set<string>): readonly AcceleratorEvidence[] {
  switch (input.kind) {
    case 'file':
      return input.role === 'constraint' ? [] : [...sign('names', baseName(input.path), input.at ?? at), ...fileSigns(snapshot, input.path, seen)];
    case 'inline': {
      const read = parsePep508(input.written);
      return read.ok ? requirementSigns(read.value, input.at) : sign('packages', input.name, input.at);
    }
    case 'archive':
      return [...sign('indexes', input.written, input.at), ...(input.name === null ? [] : sign('packages', input.name, input.at))];
    case 'wheels':
      return input.from.flatMap((one) => (one.kind === 'wheels' ? [] : inputSigns(snapshot, one, at, seen)));
    case 'project':
      return input.extras.flatMap((extra) => sign('names', extra, at, `extra ${extra}`));
  }
}

/** A requirements file and what it includes. */
function fileSigns(snapshot: Snapshot, path: string, seen: Set<string>): readonly AcceleratorEvidence[] {
  const document = requirementsAt(snapshot, path);
  if (!document || seen.has(path)) return [];
  seen.add(path);
  const included = includesOf(document).filter(({ kind, where }) => kind === 'requirement' && where === 'inside');
  return [
    ...ownSigns(document),
    ...included.flatMap((include) => [...sign('names', baseName(include.path), { path, line: include.line }), ...fileSigns(snapshot, include.path, seen)]),
  ];
}

const known = new WeakMap<RequirementsDocument, readonly AcceleratorEvidence[]>();

function ownSigns(document: RequirementsDocument): readonly AcceleratorEvidence[] {
  const before = known.get(document);
  if (before) return before;
  const found = document.entries.flatMap((entry) => {
    const at = { path: document.path, line: entry.lines.first };
    if (entry.kind === 'requirement') return requirementSigns(entry.requirement, at);
    if (entry.kind === 'local') return [...sign('indexes', entry.target, at), ...(entry.name === null ? [] : sign('packages', entry.name, at))];
    if (entry.kind !== 'option') return [];
    return entry.options.flatMap(({ name, value }) => (value !== null && /^--(?:extra-)?index-url$|^--find-links$/.test(name) ? sign('indexes', value, at) : []));
  });
  known.set(document, found);
  return found;
}

/** `jax[cuda12]`, `torch==2.4+cu121`, `torch @ https://…/whl/cu118/…`. */
function requirementSigns({ name, extras, specifiers, url }: Pep508, at: Place): readonly AcceleratorEvidence[] {
  const locals = specifiers.flatMap(({ version }) => /\+(.+)$/.exec(version)?.[1] ?? []);
  const texts = [...locals.map((local) => `${name}+${local}`), ...extras.map((extra) => `${name}[${extra}]`), normalizeName(name)];
  return [...texts.flatMap((text) => sign('packages', text.toLowerCase(), at, text)), ...(url === null ? [] : sign('indexes', url, at))];
}
