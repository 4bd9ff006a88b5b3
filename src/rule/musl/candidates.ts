import { assumed, row } from '#answer/answer.js';
import { ask, unheard } from '#answer/ledger.js';
import { runFactsOf } from '#image/run/run-facts.js';
import type { ImageModel } from '#image/image.js';
import { baseImage, type BaseImage } from '#knowledge/base-image.js';
import type { Dockerfile } from '#rule/dockerfile.js';
import { imagePurposes } from '#rule/image-purposes.js';
import type { StageWorld } from '#rule/stages/world.js';
import { baseSize } from '#sizes/catalogue/base-size.js';
import { grouped } from '#text/grouped.js';
import { withoutBash } from './bash.js';
import { muslClosure } from './closure.js';
import { baseOf } from './compiled.js';
import type { MuslCandidate } from './types.js';

/** Packages of Debian that Alpine has by the same name, and that do the same there. */
const ALIKE: ReadonlySet<string> = new Set(['ca-certificates', 'curl', 'git', 'openssl', 'tini', 'tzdata', 'wget']);

type Ranked = MuslCandidate & { readonly middle: number };

/** Images that Alpine would do for, as far as the records of wheels go; the largest saving first. */
export function muslCandidates(world: Pick<StageWorld, 'snapshot' | 'options'>, dockerfiles: readonly Dockerfile[], images: readonly ImageModel[]): readonly MuslCandidate[] {
  const purposes = imagePurposes(world.snapshot);
  const byDockerfile = grouped(images, ({ build }) => build.dockerfile);
  const found = dockerfiles.flatMap((dockerfile): readonly Ranked[] => {
    const own = byDockerfile.get(dockerfile.path) ?? [];
    const [first] = own;
    if (!first || !own.every((image) => purposes.get(image.build.id)?.kind === 'production')) return [];
    // The cheap questions first.
    const base = slimBase(first);
    if (base === null || !own.every((image) => slimBase(image)?.reference === base.reference && image.installs.length > 0 && isPlain(image))) return [];
    const closures = own.map((image) => muslClosure(world, image, false));
    if (closures.some(({ untold, without, names }) => untold !== null || without.length > 0 || names.length === 0)) return [];
    const searched = own.map((image) => unheard(() => withoutBash(world.snapshot, image)));
    if (searched.includes(null)) return [];
    return [candidateOf(dockerfile, base, closures.flatMap(({ names }) => names), closures.flatMap(({ evidence }) => evidence), searched.reduce((sum: number, one) => sum + (one ?? 0), 0))];
  });
  return found.toSorted((a, b) => b.middle - a.middle);
}

interface Slim {
  readonly reference: string;
  readonly image: BaseImage;
}

function slimBase(image: ImageModel): Slim | null {
  const reference = baseOf(image, image.target);
  const base = reference === null ? null : unheard(() => baseImage(reference)).value;
  return reference !== null && base?.family === 'python' && base.variant === 'slim' && base.python !== null && base.implementation === 'cpython' && base.digest === null ? { reference, image: base } : null;
}

/** Nothing in its stages that is of Debian, or that nobody here can look into. */
function isPlain({ dockerfile: { document, stages }, needed, opaque, layers, base }: ImageModel): boolean {
  if (base.kind !== 'image' || base.assumed || opaque.length > 0) return false;
  if (layers.some(({ contents }) => contents.some(({ kind }) => kind === 'download' || kind === 'model' || kind === 'archive'))) return false;
  return [...needed].every((index) =>
    (stages[index]?.stage.instructions ?? []).every((instruction, at) => {
      if (/\bbash\b|glibc|libc\.so\.6|\/usr\/lib\/x86_64|ld-linux|\bdpkg\b|\.deb\b/.test(instruction.joined)) return false;
      if (instruction.keyword === 'COPY' && instruction.flags.some(({ name, value }) => name === 'from' && value !== null && /[/:]/.test(value) && !/(?:^|\/)uv(?::|@|$)/.test(value))) return false;
      if (instruction.keyword !== 'RUN') return true;
      const facts = runFactsOf(document, stages, index, at);
      if (!facts.ok) return false;
      return facts.value.system.every(({ action, packages }) => action !== 'install' || packages.every(({ name }) => ALIKE.has(name) || (!stages[index] || isBuilder(name))));
    }),
  );
}

/** Compilers and headers that nothing needs where every distribution has a wheel. */
function isBuilder(name: string): boolean {
  return /^(?:build-essential|gcc|g\+\+|make|python3-dev|pkg-config)$/.test(name);
}

function candidateOf({ path, stages }: Dockerfile, { reference, image }: Slim, names: readonly string[], evidence: MuslEvidence, searched: number): Ranked {
  const to = `python:${image.python}-alpine`;
  const [now, then] = unheard(() => [baseSize(reference).value?.disk ?? null, baseSize(to).value?.disk ?? null]);
  const saved = now !== null && then !== null && now.low > then.high ? { low: now.low - then.high, high: now.high - then.low } : null;
  const count = new Set(names).size;
  const rows = [
    row('source', `${count} distributions, as far as records of who requires whom go, each with a wheel for musl or of Python code alone`),
    ...evidence.slice(0, 6),
    row('absence', `${searched} files and commands were searched for bash and for what Alpine does not have`),
    row('catalogue', 'musl resolves names and hands out memory in other ways than glibc: search domains, answers of several name servers, many small allocations, small stacks of threads (https://wiki.musl-libc.org/functional-differences-from-glibc.html, checked 2026-11-22)'),
  ];
  return {
    at: stages.at(-1)?.at ?? { path, line: 1 },
    from: reference,
    to,
    saves: saved === null ? null : `${Math.round(saved.low / 1e6)} to ${Math.round(saved.high / 1e6)} MB`,
    distributions: count,
    middle: saved === null ? 0 : saved.low + saved.high,
    proof: () => ask(assumed(count, `the record does not say for which Python a wheel is: that for ${image.python} is taken to be there`, rows)),
  };
}

type MuslEvidence = ReturnType<typeof muslClosure>['evidence'];
