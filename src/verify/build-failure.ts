/** What BuildKit and its clients put before the cause; taken off again and again. */
const WRAPPING =
  /^(?:ERROR: |failed to build: |failed to solve(?: with frontend [\w.]+)?: |failed to create LLB definition: |rpc error: code = \w+ desc = |failed to compute cache key: |failed to calculate checksum of ref [^"]*: )/;

/**
 * The reason of a failed build in one line, out of its log in plain progress: the step, the last
 * line that it printed, and the cause.
 *
 *     RUN pip install nothere: ERROR: No matching distribution found for nothere (exit code: 1)
 */
export function buildFailure(log: string): string {
  const lines = log.trimEnd().split('\n');
  const cause = unwrap(lines.findLast((line) => /^(?:ERROR: )?failed to |^(?:executor failed|process ".*" did not)|^ERROR: /.test(line)) ?? lines.at(-1) ?? '');
  const step = failedStep(lines);
  if (step === null) return cause || 'the build failed without a word';
  const exit = /exit code: \d+/.exec(cause)?.[0];
  if (exit === undefined) return `${step.instruction}: ${cause}`;
  return `${step.instruction}: ${step.said === '' ? exit : `${step.said} (${exit})`}`;
}

function unwrap(cause: string): string {
  let rest = cause;
  for (let match = WRAPPING.exec(rest); match; match = WRAPPING.exec(rest)) rest = rest.slice(match[0].length);
  return rest.trim();
}

/** BuildKit repeats the end of the failed step between two rulers: ` > [2/3] RUN x:` and what it printed. */
function failedStep(lines: readonly string[]): { readonly instruction: string; readonly said: string } | null {
  const start = lines.findLastIndex((line) => line.startsWith(' > '));
  if (start < 0) return null;
  const end = lines.findIndex((line, index) => index > start && /^-{3,}/.test(line));
  const said = lines.slice(start + 1, end < 0 ? undefined : end).filter((line) => line.trim() !== '').at(-1) ?? '';
  const instruction = (lines[start] ?? '').slice(3).replace(/:$/, '').replace(/^\[(?!internal)[^\]]*\] /, '');
  return { instruction, said: said.replace(/^#?\d* ?\d+\.\d+ /, '').trim() || lastOfStep(lines) };
}

/** Docker 20.10 may leave the rulers empty: then what the step printed last, by its number (`#10 14.27 ERROR: …`). */
function lastOfStep(lines: readonly string[]): string {
  const failed = lines.findLast((line) => /^#\d+ ERROR: /.test(line));
  const step = failed?.slice(0, failed.indexOf(' ') + 1);
  return step === undefined ? '' : (lines.flatMap((line) => (line.startsWith(step) ? (/^\d+\.\d+ (.*\S)/.exec(line.slice(step.length))?.[1] ?? []) : [])).at(-1) ?? '');
}
