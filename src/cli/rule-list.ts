import { padded, widest } from '#report/columns.js';
import { EXIT } from './errors.js';
import type { Arguments } from './flags.js';
import { prepare } from './prepare.js';
import type { Terminal } from './terminal.js';

/** `slimify rule list`: every rule, whether it is on, how safe it can be, what it does. */
export async function ruleListCommand(args: Arguments, terminal: Terminal): Promise<number> {
  const { rules, config } = await prepare(args, terminal, { readsFiles: false });
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
    terminal.out(`${JSON.stringify(rows, null, 2)}\n`);
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
