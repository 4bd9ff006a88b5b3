import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { didYouMean } from '#config/nearest.js';
import type { Outside } from '#io/outside.js';
import { IDLE_RULE } from '#plan/suppressions/idle-rule.js';
import type { Rule } from '#rule/types.js';
import { decode } from '#text/decode.js';
import { EXIT, UsageError } from './errors.js';
import type { Arguments } from './flags.js';
import { isId, prepare, runOptions } from './prepare.js';
import { runWith } from './question.js';
import { statsOf } from './stats.js';
import type { Terminal } from './terminal.js';

const NO_SUCH = 'no such finding in this workspace; slimify plan --all --suggestions shows the ids';

/** `slimify explain RULE|ID`: a rule with its README, or everything about one finding. */
export async function explainCommand(subject: string, args: Arguments, terminal: Terminal, outside: Outside): Promise<number> {
  const setting = await prepare(args, terminal, outside);
  const { ruleText, findingText } = await import('#report/explain.js');
  const rule = [...setting.rules, IDLE_RULE].find(({ meta }) => meta.name === subject);
  if (rule) {
    terminal.out(ruleText(rule, readmeOf(rule, outside), terminal));
    return EXIT.done;
  }
  if (!isId(subject)) {
    const names = setting.rules.map(({ meta }) => meta.name);
    throw new UsageError(`explain ${subject}: unknown rule${didYouMean(subject, names)}`);
  }
  const result = await runWith({ ...runOptions(args, setting, 'review', terminal, outside), stats: await statsOf(args, setting.root, terminal, outside) }, terminal, outside);
  const { plan } = result;
  const finding = plan.findings.find(({ id, fix }) => id === subject || fix === subject);
  if (!finding) throw new UsageError(`explain ${subject}: ${NO_SUCH}`);
  const own = setting.rules.find(({ meta }) => meta.name === finding.rule) ?? null;
  terminal.out(findingText(plan, finding, own, terminal));
  return EXIT.done;
}

/** The README of a built-in rule, as the package ships it; null for rules of the user's own. */
function readmeOf({ meta }: Rule, { io }: Outside): string | null {
  const root = dirname(createRequire(import.meta.url).resolve('slimify/package.json'));
  const bytes = io.readFile(join(root, 'rules', ...meta.name.split('/'), 'README.md'));
  const decoded = bytes.ok ? decode(bytes.value) : null;
  return decoded?.ok ? decoded.text : null;
}
