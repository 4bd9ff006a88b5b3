import { incomplete, known, row, type Hit, type Place } from '#answer/answer.js';
import { ask, unheard } from '#answer/ledger.js';
import { healthcheckCommand } from '#dockerfile/instruction.js';
import type { Instruction } from '#dockerfile/types.js';
import { runFactsOf } from '#image/run/run-facts.js';
import type { SystemCall } from '#image/run/system-calls.js';
import { runWithout } from '#rule/build-packages/edits.js';
import { rolesOf } from '#rule/stages/roles.js';
import type { StageWorld } from '#rule/stages/world.js';
import type { TextEdit } from '#text/edits.js';
import { read, unreadable, type Read } from '#text/read.js';
import { spanToSource } from '#text/source-map.js';
import type { Span } from '#text/span.js';
import { codeOf, redirectsAll } from './code.js';
import { pathOf, probeInShell, probeInWords, pythonCode, type Probe } from './probe.js';
import { mayShadow, officialPython } from './python.js';
import { routesIn } from './routes.js';
import type { HealthSwap } from './types.js';
import { untoldFiles, usesOf, type Tool } from './uses.js';

const edits = new WeakMap<HealthSwap, Read<readonly TextEdit[]>>();

export function editsOfSwap(swap: HealthSwap): Read<readonly TextEdit[]> {
  return edits.get(swap) ?? unreadable('it was not made by the engine');
}

/** Health checks that run curl or wget in images that have it from apt. */
export function healthSwaps(world: StageWorld): readonly HealthSwap[] {
  const { model, images } = world;
  if (images.length === 0) return [];
  return model.stages.flatMap(({ stage }, index) => {
    const own = images.filter(({ chain }) => chain.includes(index));
    const checks = stage.instructions.filter(({ keyword, joined }) => keyword === 'HEALTHCHECK' && /\b(?:curl|wget)\b/.test(joined));
    return own.length === 0 ? [] : checks.flatMap((check) => swapOf({ ...world, images: own }, index, check) ?? []);
  });
}

interface Listed {
  readonly stage: number;
  readonly at: number;
  readonly instruction: Instruction;
  readonly call: SystemCall;
}

function swapOf(world: StageWorld, stage: number, check: Instruction): readonly HealthSwap[] | null {
  const { model, images, dockerfile } = world;
  const tool: Tool = /\bcurl\b/.test(check.joined) ? 'curl' : 'wget';
  const listed = [...new Set(images.flatMap(({ chain }) => [...chain]))].flatMap((index) => installsOf(world, index, tool));
  const subject = dockerfile.stages[stage]?.instructions.find(({ at }) => at.line === check.lines.first);
  if (listed.length === 0 || subject === undefined) return null;
  const written = unheard(() => rewritten(world, check, tool));
  const cut = without(world, listed, tool);
  const found: HealthSwap = {
    at: subject,
    tool,
    url: written.ok ? written.value.probe.url : '',
    route: () => ask(unheard(() => routeAnswer(world, written.ok ? written.value.probe : null))),
    uses: () => ask(unheard(() => {
      const hits: Hit[] = [...dockerfile.usedBy().value.map((hit) => ({ ...hit, text: `${hit.text}, and may run ${tool}` })), ...usesOf(world, tool, check)];
      for (const part of [written, cut]) if (!part.ok) hits.push({ text: part.reason, at: { path: model.document.path, line: part.line ?? check.lines.first }, image: null });
      const untold = untoldFiles(world);
      const because = `nothing else in the image, its services and what runs commands in its containers names ${tool}`;
      return untold === null ? known(hits, because, [row('absence', because)]) : incomplete(hits, `not every file of the image can be told: ${untold}`);
    })),
  };
  edits.set(found, !written.ok ? written : !cut.ok ? cut : read([...written.value.edits, ...cut.value]));
  return [found];
}

function installsOf({ model }: StageWorld, stage: number, tool: Tool): readonly Listed[] {
  return (model.stages[stage]?.stage.instructions ?? []).flatMap((instruction, at): readonly Listed[] => {
    if (instruction.keyword !== 'RUN' || !instruction.joined.includes(tool)) return [];
    const facts = runFactsOf(model.document, model.stages, stage, at);
    if (!facts.ok) return [];
    return facts.value.system.filter(({ manager, action, packages }) => manager === 'apt' && action === 'install' && packages.some(({ name }) => name === tool)).map((call) => ({ stage, at, instruction, call }));
  });
}

/** The RUNs without the package. */
function without(world: StageWorld, listed: readonly Listed[], tool: Tool): Read<readonly TextEdit[]> {
  const { model, images } = world;
  const found: TextEdit[] = [];
  for (const { stage, at, instruction, call } of listed) {
    const line = call.line;
    if (call.script !== null || call.doubt !== null) return unreadable(`what else the call asks for cannot be told`, line);
    // Debian's libcurl recommends ca-certificates, which the official Python images hold in any case.
    if (tool === 'curl' && call.recommends !== false && !call.packages.some(({ name }) => name === 'ca-certificates') && !images.every((image) => officialPython(image) !== null)) return unreadable('curl may bring ca-certificates along, which others need', line);
    const roles = rolesOf(model, stage, at, instruction);
    if (!roles.ok) return unreadable(roles.because, line);
    const one = runWithout({ document: model.document, instruction, commands: roles.commands, gone: new Set([tool]), instead: new Map() });
    if (!one.ok) return unreadable(one.reason, line);
    found.push(...one.value.filter(({ span }) => !found.some((other) => other.span.start === span.start && other.span.end === span.end)));
  }
  return read(found);
}

interface Rewritten {
  readonly probe: Probe;
  readonly edits: readonly TextEdit[];
}

/** The check with Python in the place of the tool; everything else of it stays. */
function rewritten({ images, model }: StageWorld, check: Instruction, tool: Tool): Read<Rewritten> {
  const line = check.lines.first;
  const runs = images.map((image) => ({ image, base: officialPython(image), entry: image.entry.healthcheck }));
  if (runs.some(({ base }) => base === null)) return unreadable('that `python` is found in the container is only known of the official Python images', line);
  if (runs.some(({ entry }) => entry === null || entry === 'none' || entry.at.line !== line)) return unreadable('another HEALTHCHECK takes its place', line);
  const shell = runs.flatMap(({ entry }) => (entry !== null && entry !== 'none' ? [entry.shell] : []));
  if (shell.some((words) => words !== null && !/^(?:\/usr)?(?:\/bin\/)?(?:ba|da)?sh(?: -[a-z]+)*(?: -o pipefail)? -[a-z]*c$/.test(words.join(' ')))) return unreadable('SHELL is none of the usual ones', line);
  if (check.comments.length > 0) return unreadable('a comment stands inside of it', line);
  const isolated = runs.some(({ image, base }) => mayShadow(image, base?.python ?? null)) ? ' -I' : '';
  if (check.json !== null) {
    const probe = probeInWords(check.json.map(({ value }) => value));
    if (!probe.ok) return unreadable(probe.reason, line);
    const [first, last] = [check.json[0]?.span ?? null, check.json.at(-1)?.span ?? null];
    if (first === null || last === null) return unreadable('a line continuation splits its words', line);
    const words = ['python', ...(isolated === '' ? [] : ['-I']), '-c', pythonCode(probe.value)];
    return read({ probe: probe.value, edits: [{ span: { start: first.start, end: last.end }, text: words.map((word) => JSON.stringify(word)).join(', ') }] });
  }
  const start = healthcheckCommand(check.joined, check.args);
  const found = probeInShell(check.joined.slice(start, check.args.end));
  if (!found.ok) return unreadable(found.reason, line);
  const span = sourceSpan(check, { start, end: start + found.value.end });
  if (span === null) return unreadable(`${tool} stands in no stretch of the file by itself`, line);
  if (model.document.text.slice(span.start, span.end).includes('#')) return unreadable('a comment may stand inside of it', line);
  return read({ probe: found.value.probe, edits: [{ span, text: `python${isolated} -c "${pythonCode(found.value.probe)}"` }] });
}

/** From the first to the last character, line continuations between them included. */
function sourceSpan({ source }: Instruction, { start, end }: Span): Span | null {
  const [first, last] = [spanToSource(source, { start, end: start + 1 }), spanToSource(source, { start: end - 1, end })];
  return first && last ? { start: first.start, end: last.end } : null;
}

function routeAnswer(world: StageWorld, probe: Probe | null): ReturnType<HealthSwap['route']> {
  if (probe === null) return known(null, 'it asks in a way that is not understood');
  if (probe.follows) return known(pathOf(probe), `${probe.tool} follows an answer that names another address, as Python does`);
  const path = pathOf(probe);
  const places: Place[] = [];
  for (const image of world.images) {
    const code = codeOf(world, image);
    const elsewhere = redirectsAll(world, code);
    if (elsewhere !== null) return incomplete(null, `${elsewhere} sends requests to TLS, which curl takes for an answer and Python follows`);
    const found = routesIn(world.snapshot, code, (own) => path.endsWith(own)).find((route) => route.path === path);
    if (found === undefined) return incomplete(null, `no route ${path} is found in the code: were its answer to name another address, Python would follow where curl does not`);
    places.push(found.at);
  }
  return known(path, `${path} is a route of the code, which answers by itself`, places.map((at) => row('source', `${path} is a route of the code`, at)));
}
