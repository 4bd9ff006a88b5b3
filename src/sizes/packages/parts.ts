import { unheard } from '#answer/ledger.js';
import type { Answer, Place } from '#answer/answer.js';
import type { ImageModel, Layer } from '#image/image.js';
import type { SystemCall } from '#image/run/system-calls.js';
import { baseImage } from '#knowledge/index.js';
import { aptSize } from '#sizes/catalogue/apt-size.js';
import { baseSize } from '#sizes/catalogue/base-size.js';
import type { Target } from '#sizes/types.js';
import type { ImagePart } from './types.js';

/** What an image holds beside its packages, as far as catalogues tell: its base, and what apt installs into the layers above. */
export function imageParts(image: ImageModel, arch: Target['arch']): readonly ImagePart[] {
  return [...basePart(image, arch), ...image.layers.flatMap((layer) => systemParts(image, layer))];
}

function basePart({ base, chain, dockerfile }: ImageModel, arch: Target['arch']): readonly ImagePart[] {
  if (base.kind !== 'image') return [];
  const { reference } = base;
  const line = dockerfile.stages[chain[0] ?? 0]?.stage.from.instruction.lines.first ?? 1;
  const answer = unheard(() => baseSize(reference, arch));
  return [{ kind: 'base', what: reference, at: { path: dockerfile.document.path, line }, bytes: answer.value?.disk ?? null, because: saidBy(answer) }];
}

/** What is known of a figure: the first source of it, else why there is none. */
function saidBy({ because, evidence, complete, assumed }: Answer<unknown>): string {
  const [first] = evidence.filter(({ kind }) => kind === 'catalogue');
  return first && complete ? `${first.text}${assumed ? `; ${because}` : ''}` : because;
}

/** One call of a system package manager that leaves something in its layer. */
function systemParts(image: ImageModel, { contents }: Layer): readonly ImagePart[] {
  const calls = contents.flatMap((content) => (content.kind === 'system' ? content.call : []));
  return calls.filter(({ action, packages, runs }) => action === 'install' && packages.length > 0 && runs.kind !== 'never').map((call) => systemPart(image, call, removedAfter(calls, call)));
}

/** Names that a later call of the same RUN takes out again. */
function removedAfter(calls: readonly SystemCall[], { order, virtual }: SystemCall): ReadonlySet<string> {
  const later = calls.filter((other) => other.order > order && other.action === 'remove').flatMap(({ packages }) => packages.map(({ name }) => name));
  return new Set(virtual !== null && later.includes(virtual) ? [...later, ALL] : later);
}

const ALL = '*';

function systemPart(image: ImageModel, call: SystemCall, removed: ReadonlySet<string>): ImagePart {
  const names = call.packages.map(({ name }) => name);
  const left = removed.has(ALL) ? [] : names.filter((name) => !removed.has(name));
  const at: Place = call.script ?? { path: image.dockerfile.document.path, line: call.line };
  const head = { kind: 'system', what: `${call.manager} ${shown(left.length === 0 ? names : left)}`, at } as const;
  if (left.length === 0) return { ...head, bytes: null, because: 'taken out again in the same RUN; what stays of it is not known' };
  if (call.manager !== 'apt') return { ...head, bytes: null, because: `no catalogue of what ${call.manager} installs` };
  const { suite, full } = baseOf(image);
  if (suite === null) return { ...head, bytes: null, because: 'the release of the base image is not known' };
  const { value, because } = unheard(() => aptSize(left, suite, { recommends: call.recommends ?? false, full }));
  const bytes = value === null ? null : (value.layer ?? value.installed);
  if (bytes === null || value === null) return { ...head, bytes: null, because };
  const lacks = [...(call.doubt === null ? [] : [call.doubt]), ...(removed.size > 0 ? [`${[...removed].join(', ')} taken out again in the same RUN`] : [])];
  const why = [`the catalogue of apt for ${suite}${value.unknown.length > 0 ? `, without ${value.unknown.join(', ')}: at least` : ''}`, ...(full ? ['less what the full image holds'] : []), ...lacks];
  return { ...head, bytes, because: why.join('; ') };
}

const MOST_NAMES = 6;

function shown(names: readonly string[]): string {
  const few = names.length > MOST_NAMES + 1 ? names.slice(0, MOST_NAMES) : names;
  return `${few.join(' ')}${few.length < names.length ? ` …${names.length - few.length} more` : ''}`;
}

/** The release that apt installs from, and whether the image is one that holds compilers and libraries already. */
function baseOf({ base }: ImageModel): { readonly suite: string | null; readonly full: boolean } {
  if (base.kind !== 'image') return { suite: null, full: false };
  const { reference } = base;
  return unheard(() => {
    const named = baseImage(reference).value;
    // A tag that moves with Debian: the catalogue of sizes knows where it stands.
    const standing = named?.suite == null ? baseSize(reference).value?.image : undefined;
    const suite = named?.suite ?? (standing === undefined ? null : (baseImage(standing).value?.suite ?? null));
    return { suite, full: named?.family === 'python' && named.variant === 'full' };
  });
}
