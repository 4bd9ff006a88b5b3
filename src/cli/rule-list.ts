import type { Outside } from '#io/outside.js';
import { padded, widest } from '#report/columns.js';
import { jsonText } from '#text/visible.js';
import { EXIT } from './errors.js';
import type { Arguments } from './flags.js';
import { prepare } from './prepare.js';
import type { Terminal } from './terminal.js';

/** `slimify rule list`: every rule, whether it is on, how safe it can be, what it does. */
export async function ruleListCommand(args: Arguments, terminal: Terminal, outside: Outside): Promise<number> {
  const { rules, config } = await prepare(args, terminal, outside, { readsFiles: false });
  const own = new Set(config?.ownRules);
  const rows = rules.map((rule) => ({
    name: rule.meta.name,
    on: config?.rules.get(rule.meta.name)?.on ?? true,
    safety: rule.meta.safety,
    scope: rule.meta.scope,
    summary: rule.meta.summary,
    own: own.has(rule),
  }));
  if (args.format === 'json') {
    terminal.out(jsonText(rows));
    return EXIT.done;
  }
  const names = widest(rows.map(({ name }) => name));
  const safeties = widest(rows.map(({ safety }) => safety));
  for (const { name, on, safety, summary, own: isOwn } of rows) {
    const columns = [on ? 'on ' : 'off', padded(name, names), padded(safety, safeties), summary + (isOwn ? ' (own)' : '')];
    terminal.out(`${columns.join('  ')}\n`);
  }
  return EXIT.done;
}
