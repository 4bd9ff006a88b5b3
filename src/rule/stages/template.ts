import { scanDockerfile } from '#dockerfile/scan.js';
import { read, unreadable, type Read } from '#text/read.js';

/** A stretch of a template: lines of its own, or a hole that takes a line for itself. */
export type TemplatePart = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'hole'; readonly name: BlockHole };

/** Holes on a line of their own, in the order in which they stand in a template. */
const BLOCK_HOLES = ['build-base', 'build-tools', 'installs', 'base', 'packages', 'setup', 'rest'] as const;

export type BlockHole = (typeof BLOCK_HOLES)[number];

/** Holes within lines: the builder's name, the folder of the environment. */
const WORD_HOLES = ['builder', 'venv'] as const;

/**
 * The form of the first document this project comes from, without what it wastes: curl in the builder that nothing there runs, and
 * a second `pip install --upgrade pip`. `setup` is what stood before the installs, `rest` what stood behind.
 */
export const DEFAULT_TEMPLATE: readonly string[] = [
  '{build-base}',
  '',
  '{build-tools}',
  '',
  '# Create virtual environment',
  'RUN python -m venv {venv}',
  'ENV VIRTUAL_ENV="{venv}" PATH="{venv}/bin:$PATH"',
  '',
  '{installs}',
  '',
  '# Production stage',
  '{base}',
  '',
  '# Install runtime dependencies',
  '{packages}',
  '',
  '{setup}',
  '',
  '# Copy virtual environment from builder',
  'COPY --from={builder} {venv} {venv}',
  'ENV PATH="{venv}/bin:$PATH"',
  '',
  '{rest}',
];

/** The parts of a template, or what is wrong with it, in words. */
export function readTemplate(lines: readonly string[]): Read<readonly TemplatePart[]> {
  const parts: TemplatePart[] = [];
  for (const line of lines) {
    const hole = /^\{([\w-]+)\}$/.exec(line.trim())?.[1];
    const block = BLOCK_HOLES.find((name) => name === hole);
    if (block !== undefined) parts.push({ kind: 'hole', name: block });
    else {
      const unknown = [...line.matchAll(/(?<!\$)\{([\w-]+)\}/g)].map(([, name = '']) => name).find((name) => !WORD_HOLES.some((one) => one === name));
      if (unknown !== undefined) return unreadable(`{${unknown}} is no hole of a template, or does not stand on a line of its own`);
      parts.push({ kind: 'text', text: line });
    }
  }
  const order = parts.flatMap((part) => (part.kind === 'hole' ? [part.name] : []));
  const wrong = BLOCK_HOLES.find((name, at) => order[at] !== name);
  if (wrong !== undefined || order.length !== BLOCK_HOLES.length) return unreadable(`the holes ${BLOCK_HOLES.map((name) => `{${name}}`).join(', ')} stand once each, in this order; {${wrong ?? order.at(-1) ?? ''}} does not`);
  const text = lines.join('\n');
  if (!/^RUN .*\bvenv\b.*\{venv\}/m.test(text)) return unreadable('no line makes the environment: `RUN python -m venv {venv}`');
  if (!/^COPY (?:--\S+ )*--from=\{builder\} (?:--\S+ )*\{venv\} \{venv\}$/m.test(text)) return unreadable('no line takes the environment over: `COPY --from={builder} {venv} {venv}`');
  if ([...text.matchAll(/^ENV .*PATH="?\{venv\}\/bin:\$PATH/gm)].length < 2) return unreadable('the environment comes first on PATH in both stages: `ENV PATH="{venv}/bin:$PATH"`');
  const scanned = scanDockerfile(filledForCheck(lines));
  return scanned.ok ? read(parts) : unreadable(`it is no Dockerfile: ${scanned.reason}`);
}

/** What is wrong with a template, in words; null: nothing. */
export function templateProblem(lines: readonly string[]): string | null {
  const parts = readTemplate(lines);
  return parts.ok ? null : parts.reason;
}

function filledForCheck(lines: readonly string[]): string {
  return lines.map((line) => (/^\s*\{(?:build-base|base)\}\s*$/.test(line) ? 'FROM python' : /^\s*\{[\w-]+\}\s*$/.test(line) ? '' : fillWords(line, { builder: 'builder', venv: '/opt/venv' }))).join('\n');
}

/** A line with its holes filled. */
export function fillWords(line: string, { builder, venv }: { readonly builder: string; readonly venv: string }): string {
  return line.replace(/(?<!\$)\{builder\}/g, builder).replace(/(?<!\$)\{venv\}/g, venv);
}
