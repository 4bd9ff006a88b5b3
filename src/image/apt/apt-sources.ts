import { runFacts, stepOfCall } from './apt-uses.js';
import { textOf } from '#image/run/facts.js';
import type { DockerfileModel } from '#image/model.js';
import type { StageBase } from '#image/stages/stages.js';
import type { SystemCall } from '#image/run/system-calls.js';

/** A package list of somebody else that a step adds. */
interface ForeignSource {
  readonly text: string;
  readonly line: number;
  /** The packages that it has; null: nobody knows. */
  readonly has: RegExp | null;
}

/** A package of a call that may come from such a list: what Debian's package of that name recommends is not told of it. */
export interface ForeignPackage {
  readonly name: string;
  readonly text: string;
  readonly line: number;
}

/** What the lists of well-known hosts bring. */
const HOSTS: readonly (readonly [RegExp, RegExp])[] = [
  [/nodesource/i, /^(?:nodejs|npm|node-.*)$/],
  [/apt\.postgresql\.org|pgdg/i, /postgresql|^libpq|^pg/],
  [/apt\.llvm\.org/i, /clang|llvm|^lld|^libc\+\+/],
  [/nginx\.org/i, /nginx/],
  [/yarnpkg/i, /^yarn$/],
  [/download\.docker\.com/i, /^docker|^containerd/],
  [/cli\.github\.com/i, /^gh$/],
];

/** It adds a list, or is a script from the network that may. */
const ADDS = /sources\.list|\badd-apt-repository\b|\bextrepo\b|nodesource|\.sources\b/;

/** The packages of a call that a list added before may bring in place of the distribution's. */
export function foreignPackages(model: DockerfileModel, stage: number, at: number, call: SystemCall): readonly ForeignPackage[] {
  const sources = sourcesBefore(model, stage, at, call);
  return call.packages.flatMap(({ name }) => {
    const source = sources.find(({ has }) => has === null || has.test(name));
    return source ? [{ name, text: source.text, line: source.line }] : [];
  });
}

function sourcesBefore(model: DockerfileModel, stage: number, at: number, call: SystemCall): readonly ForeignSource[] {
  const read = runFacts(model, stage, at);
  const order = (read?.ok ? stepOfCall(read.value, call)?.order : undefined) ?? Infinity;
  const found = [...sourcesOf(model, stage, at, order)];
  const seen = new Set<number>();
  let [own, end]: [number | null, number] = [stage, at];
  while (own !== null && !seen.has(own)) {
    seen.add(own);
    for (let index = 0; index < end; index++) found.push(...sourcesOf(model, own, index, Infinity));
    const base: StageBase | undefined = model.stages[own]?.base;
    own = base?.kind === 'stage' ? base.index : null;
    end = own === null ? 0 : (model.stages[own]?.stage.instructions.length ?? 0);
  }
  return found;
}

function sourcesOf(model: DockerfileModel, stage: number, at: number, before: number): readonly ForeignSource[] {
  const instruction = model.stages[stage]?.stage.instructions[at];
  if (!instruction) return [];
  const line = instruction.lines.first;
  // A list that is copied in is one as well.
  if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') return /\/etc\/apt\/sources\.list/.test(instruction.joined) ? [foreign(instruction.joined, line)] : [];
  const read = runFacts(model, stage, at);
  if (!read?.ok) return [];
  return read.value.steps.flatMap((step) => {
    if (step.order >= before) return [];
    const written = [textOf(step), ...step.redirects.map(({ target, text }) => target ?? text ?? '')].join(' ');
    // Debian's own list is sometimes edited in place: `sed -i s/main/…/ /etc/apt/sources.list.d/debian.sources`.
    if (/^(?:sudo\s+)?(?:sed|rm|mkdir|chmod)\b/.test(written)) return [];
    const fetched = step.input ? textOf(step.input) : '';
    const piped = /^(?:sudo\s+(?:-\S+\s+)*)?(?:ba|da|z)?sh\b/.test(written) && /\bcurl\b|\bwget\b/.test(fetched);
    // The script of a program's own installer puts no list in place as a rule: uv, rustup, poetry.
    if (piped && /astral\.sh|rustup|install\.python-poetry|sh\.rustup\.rs|nvm-sh|deno\.land|bun\.sh|ollama\.com/.test(fetched)) return [];
    return ADDS.test(written) || piped ? [foreign(`${fetched} ${written}`.trim(), step.line)] : [];
  });
}

function foreign(text: string, line: number): ForeignSource {
  return { text: text.slice(0, 120), line, has: HOSTS.find(([host]) => host.test(text))?.[1] ?? null };
}
