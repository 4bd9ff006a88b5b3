#!/usr/bin/env node
import './engine.js';
import type { Outside } from '#io/outside.js';
import { EXIT, UsageError } from './errors.js';
import type { Request } from './parse.js';
import type { Terminal } from './terminal.js';
import { version } from './version.js';

// A reader that has seen enough (`slimify plan | head`) is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.done);
    throw error;
  });
}
// Writing is synchronous: it is over, or has not begun, when this runs.
process.on('SIGINT', () => process.exit(EXIT.interrupted));

process.exitCode = await main(process.argv.slice(2));

/** Reads the command line, runs the command, and turns errors into lines. */
async function main(words: readonly string[]): Promise<number> {
  try {
    const { parseCommandLine } = await import('./parse.js');
    const request = await parseCommandLine(words, version());
    if (request === null) return EXIT.done;
    const { openTerminal } = await import('./terminal.js');
    const { thisOutside } = await import('#io/this-outside.js');
    return await handle(request, openTerminal(request.args), thisOutside());
  } catch (error) {
    return failed(error, words);
  }
}

/** Each command in a module of its own, loaded when it is asked for: `--help` touches only yargs. */
async function handle({ command, subject, args }: Request, terminal: Terminal, outside: Outside): Promise<number> {
  switch (command) {
    case 'plan':
      return (await import('./plan.js')).planCommand(args, terminal, outside);
    case 'apply':
      return (await import('./apply.js')).applyCommand(args, terminal, outside);
    case 'undo':
      return (await import('./undo.js')).undoCommand(args, terminal, outside);
    case 'check':
      return (await import('./check.js')).checkCommand(args, terminal, outside);
    case 'services':
      return (await import('./services.js')).servicesCommand(args, terminal, outside);
    case 'image':
      return (await import('./image.js')).imageCommand(subject ?? '', args, terminal, outside);
    case 'needs':
      return (await import('./needs.js')).needsCommand(args, terminal, outside);
    case 'why':
      return (await import('./why.js')).whyCommand(subject ?? '', args, terminal, outside);
    case 'explain':
      return (await import('./explain.js')).explainCommand(subject ?? '', args, terminal, outside);
    case 'rule list':
      return (await import('./rule-list.js')).ruleListCommand(args, terminal, outside);
    case 'rule test':
      return (await import('./rule-test.js')).ruleTestCommand(args, terminal, outside);
  }
}

/** One line per error; a stack only with `--debug`. */
async function failed(error: unknown, words: readonly string[]): Promise<number> {
  if (error instanceof UsageError) {
    const { YargsRefusal } = await import('./parse.js');
    const { explainRefusal } = await import('./refusal.js');
    const message = error instanceof YargsRefusal ? explainRefusal(error.message, words) : error.message;
    const { harmless } = await import('./terminal.js');
    for (const line of message.split('\n')) process.stderr.write(`slimify: ${harmless(line)}\n`);
    return EXIT.usage;
  }
  const debug = words.includes('--debug');
  const message = error instanceof Error ? error.message : String(error);
  const where = debug && error instanceof Error ? `\n${error.stack ?? ''}` : ' (--debug shows where)';
  const { harmless } = await import('./terminal.js');
  process.stderr.write(`${harmless(`slimify: internal error: ${message.split('\n')[0] ?? ''}${where}`)}\n`);
  return EXIT.internal;
}
