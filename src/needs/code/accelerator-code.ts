import type { Place } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import type { Reach } from '#python/graph/types.js';
import type { PythonSource } from '#python/source.js';
import { sourcesOf } from './code-sources.js';

/**
 * A place in code that speaks of a CUDA device. `strong`: it asks for one and has nothing else (`model.cuda()`, `device="cuda"`).
 * `weak`: it takes one where there is one (`"cuda" if torch.cuda.is_available() else "cpu"`).
 */
export interface AcceleratorCode {
  readonly text: string;
  readonly at: Place;
  readonly strength: 'strong' | 'weak';
}

/** What the code that runs in an image says of CUDA devices, in the order of its files and lines. */
export function acceleratorCode(snapshot: Snapshot, { modules }: Pick<Reach, 'modules'>): readonly AcceleratorCode[] {
  return sourcesOf(snapshot, modules.keys()).flatMap(({ path, source }) => {
    const lines = linesThatSpeak(source);
    const text = lines.length === 0 ? null : snapshot.text(path);
    return text === null ? [] : signsIn(text, lines).map(({ line, ...sign }) => ({ ...sign, at: { path, line } }));
  });
}

const known = new WeakMap<PythonSource, readonly number[]>();

/** Lines with a name or a text that could be a device's; comments and docstrings are not among them. */
function linesThatSpeak(source: PythonSource): readonly number[] {
  const before = known.get(source);
  if (before) return before;
  const lines = speaking(source);
  known.set(source, lines);
  return lines;
}

function speaking({ strings, attributes, symbols, calls }: PythonSource): readonly number[] {
  const found = [
    ...strings.filter(({ name }) => /^(?:cuda(?::\d+)?|gpu|[A-Z\d_]*(?:CUDA|GPU)[A-Z\d_]*)$/.test(name)),
    ...attributes.filter(({ name }) => name === 'cuda'),
    ...symbols.filter(({ name }) => /^torch\.(?:cuda|device)\b|\.cuda$/.test(name)),
    ...calls.flatMap((call) => call.arguments.filter(({ name, value, text }) => name === 'device' && value !== null && !text && /^\d+$/.test(value))),
  ];
  return [...new Set(found.map(({ line }) => line))].toSorted((a, b) => a - b);
}

/** What asks for a device and fails without one (https://docs.pytorch.org/docs/stable/cuda.html). */
const ASKS: readonly RegExp[] = [
  /(?<!\btorch)\.cuda\(\s*(?:\)|\d|device|non_blocking)/,
  /\b\w*(?:device|device_map|map_location)\w*["']?\s*(?::\s*[\w.[\]| ]+)?[=:]\s*["']cuda(?::\d+)?["']/i,
  /\.to\(\s*["']cuda(?::\d+)?["']/,
  /\btorch\.device\(\s*["']cuda(?::\d+)?["']\s*\)/,
  // Transformers: the number of a device, -1 for none (https://huggingface.co/docs/transformers/main_classes/pipelines).
  /\bdevice\s*=\s*\d+\b/,
  /["']--?\w*device["'].*\bdefault\s*=\s*["']cuda/,
  /(?:getenv|environ\.get)\(\s*["']\w+["']\s*,\s*["']cuda/,
  /\baccelerator\s*=\s*["'](?:gpu|cuda)["']/,
  /\btorch\.cuda\.(?:set_device|get_device_(?:name|properties|capability)|mem_get_info|Stream|Event|CUDAGraph)\b/,
];

/** What ends without a device, whatever else the file says. */
const DEMANDS = /^\s*assert\b[^#]*\bcuda\.is_available\(/;

/** A test whose block ends the program, or the call. */
const REFUSES = /^\s*if\s+not\s+(?:\w+\.)?cuda\.is_available\(\)\s*:\s*(?:(?:raise|sys\.exit|exit|quit)\b.*)?$/;

/** A choice between devices, or a question about them, on the line itself. */
const CHOOSES = /is_available|device_count|\belse\b|\bif\b.*["']cuda|[=!]=\s*["']cuda|\bin\s*[([{]|\bor\b|\bexcept\b/;

/** The head of a block that asks about devices before its lines run. */
const ASKING_HEAD = /^\s*(?:if|elif|while|try|else|except|with)\b.*(?:cuda|gpu|device|is_available)|^\s*try\s*:/i;

/** A question, or a variable that switches one on. */
const TAKES = /is_available|device_count|(?:getenv|environ)\W.*["'][A-Z\d_]*(?:CUDA|GPU)/;

interface Sign {
  readonly line: number;
  readonly text: string;
  readonly strength: AcceleratorCode['strength'];
}

function signsIn(text: string, numbers: readonly number[]): readonly Sign[] {
  const lines = text.split(/\r?\n/);
  // A file that asks whether there is a device has a way without one.
  const asks = lines.some((line) => /\bcuda\.(?:is_available|device_count)\b/.test(withoutComment(line)));
  return numbers.flatMap((number): readonly Sign[] => {
    const line = withoutComment(lines[number - 1] ?? '');
    const shown = line.trim().slice(0, 100);
    if (DEMANDS.test(line) || (REFUSES.test(line) && (/\b(?:raise|exit|quit)\b/.test(line) || /^\s*(?:raise\b|(?:sys\.|os\._)?exit\(|quit\()/.test(lines[number] ?? '')))) return [{ line: number, text: shown, strength: 'strong' }];
    if (ASKS.some((pattern) => pattern.test(line))) return [{ line: number, text: shown, strength: asks || CHOOSES.test(line) || isAsked(lines, number) ? 'weak' : 'strong' }];
    return TAKES.test(line) ? [{ line: number, text: shown, strength: 'weak' }] : [];
  });
}

/** So many lines above are looked at for the heads of blocks. */
const FAR = 400;

/** Whether a line stands in a block whose head asks about devices. */
function isAsked(lines: readonly string[], number: number): boolean {
  let indent = indentOf(lines[number - 1] ?? '');
  for (let at = number - 2; at >= Math.max(0, number - FAR) && indent > 0; at--) {
    const line = lines[at] ?? '';
    if (line.trim() === '' || indentOf(line) >= indent) continue;
    indent = indentOf(line);
    if (ASKING_HEAD.test(withoutComment(line))) return true;
  }
  return false;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** What people write is shorter. */
const LONGEST = 1_000;

function withoutComment(line: string): string {
  return line.slice(0, LONGEST).replace(/(?:^|\s)#.*$/, '');
}
