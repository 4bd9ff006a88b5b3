import { join } from 'node:path';
import { install } from './environment.js';
import { goneWith, hiddenBy } from './hidden.js';
import { importAll, newFailures, type Ask } from './imports.js';
import { layOut } from './lay-out.js';
import type { Subject } from './services.js';
import { mentionsIn, runTests, testBed, type Mention } from './tests.js';

/** What became of one service when everything that is called unused was hidden from it. */
export interface Checked {
  readonly service: string;
  readonly python: string;
  readonly installed: number;
  readonly megabytes: number;
  readonly left: readonly { readonly name: string; readonly because: string }[];
  readonly unused: readonly string[];
  /** What is hidden: those, less what something else brings along, and what came for them alone. */
  readonly hidden: readonly string[];
  readonly steps: number;
  readonly imported: number;
  /** Steps that failed before anything was hidden. */
  readonly failing: readonly { readonly step: string; readonly error: string }[];
  readonly lost: readonly string[];
  /** `after`: those that pass still; `unstable`: those that passed once and did not when asked again, with nothing hidden. */
  readonly tests: { readonly passed: number; readonly failed: number; readonly after: number; readonly unstable: number; readonly cut: boolean } | null;
  readonly failures: readonly { readonly what: string; readonly error: string; readonly because: readonly string[] }[];
  /** Who asked for something hidden, and went on without it. */
  readonly asks: readonly Ask[];
  /** Imports of something hidden in files that are reached, wherever they stand. */
  readonly mentions: readonly Mention[];
}

export interface CheckOptions {
  /** The folder that was read. */
  readonly folder: string;
  readonly work: string;
  /** Seconds that the tests of a service may take. */
  readonly limit: number;
  readonly environment: Readonly<Record<string, string>>;
}

const MAX_NAMED = 800;

/** Installs, imports, hides and compares; or says why that cannot be done. */
export function checkService(subject: Subject, { folder, work, limit, environment }: CheckOptions): Checked | string {
  const installed = install(subject, work);
  if (typeof installed === 'string') return installed;
  const bare = layOut(subject, folder, join(work, 'root'));
  const laid = { ...bare, environment: { ...bare.environment, ...environment } };
  const out = new Set(installed.left.map(({ name }) => name));
  const unused = [...new Set(subject.needs.needs.flatMap(({ asked, verdict }) => (verdict === 'unused' && asked.ships && asked.applies !== 'no' && !out.has(asked.name) ? asked.name : [])))].sort();
  const gone = goneWith(installed, unused, []);
  const before = importAll(installed, laid, work, null);
  const after = importAll(installed, laid, work, gone);
  const hidden = new Set(hiddenBy(gone).modules);
  const broken = newFailures(before, after, [...hidden]);
  const alone = (step: string): readonly string[] => unused.filter((name) => {
    const one = goneWith(installed, [name], []);
    return newFailures(before, importAll(installed, laid, work, one), hiddenBy(one).modules).some((failure) => failure.step === step);
  });
  const failures = broken.map(({ step, error }, at) => ({ what: step, error, because: at < 3 ? alone(step) : [] }));
  const bed = limit > 0 ? testBed(subject, installed, folder, work, gone) : null;
  let tests: Checked['tests'] = null;
  if (bed) {
    const own = goneWith(installed, unused, bed.needs);
    const first = runTests(bed, installed, laid, work, null, limit);
    // Only what passed can stop passing; with more names than a command line holds, all of it.
    const again = first.passed.size <= MAX_NAMED ? [...first.passed] : [];
    const second = first.passed.size === 0 ? first : runTests(bed, installed, laid, work, own, limit * 2, again);
    tests = { passed: first.passed.size, failed: first.failed.size, after: [...first.passed].filter((id) => second.passed.has(id)).length, unstable: 0, cut: first.cut || second.cut };
    const lost = [...first.passed].filter((id) => second.failed.has(id) || (!second.cut && !second.passed.has(id))).slice(0, 60);
    if (lost.length > 0) {
      // A test that fails now and then is none: both once more.
      const repeated = runTests(bed, installed, laid, work, null, limit, lost);
      const hiding = runTests(bed, installed, laid, work, own, limit, lost);
      tests = { ...tests, unstable: lost.filter((id) => !repeated.passed.has(id)).length };
      for (const id of lost) {
        if (repeated.passed.has(id) && !hiding.passed.has(id)) failures.push({ what: id, error: hiding.failed.get(id) ?? second.failed.get(id.split('::', 1)[0] ?? id) ?? 'not run', because: [] });
      }
    }
  }
  const mentions = mentionsIn(laid.steps.map(({ file }) => file)).filter(({ module }) => parents(module).some((one) => hidden.has(one)));
  return {
    service: subject.service.name,
    python: installed.instead === null ? installed.version : `${installed.version} for ${installed.instead}`,
    installed: gone.installed,
    megabytes: Math.round(gone.bytes / 1e6),
    left: installed.left,
    unused,
    hidden: Object.keys(gone.gone),
    steps: before.results.size,
    imported: [...before.results.values()].filter((error) => error === null).length,
    failing: [...before.results].flatMap(([step, error]) => (error === null ? [] : [{ step, error }])),
    lost: laid.lost,
    tests,
    failures,
    asks: after.asks.filter(({ file }) => !file.includes('/asks')),
    mentions,
  };
}

/** `a.b.c`, `a.b`, `a`. */
function parents(module: string): readonly string[] {
  const parts = module.split('.');
  return parts.map((_, at) => parts.slice(0, parts.length - at).join('.'));
}
