import yargs, { type Argv } from 'yargs';
import { argumentsOf, EVERYWHERE, FINDINGS, FLAGS, INSTALLED, optionOf, PATCHES, WORKSPACE, type Arguments, type Flag } from './flags.js';
import { UsageError } from './errors.js';

/** A command that was asked for, with what was typed. Null: yargs has answered (`--help`, `--version`). */
export interface Request {
  readonly command: Command;
  /** `explain RULE|ID`. */
  readonly subject: string | null;
  readonly args: Arguments;
}

export type Command = 'plan' | 'apply' | 'undo' | 'check' | 'services' | 'image' | 'needs' | 'why' | 'explain' | 'rule list' | 'rule test';

interface CommandLine {
  readonly name: Command;
  readonly usage: string;
  readonly describe: string;
  readonly flags: readonly Flag[];
  readonly positional: { readonly name: string; readonly describe: string } | null;
}

const PATHS = { name: 'paths', describe: 'only findings in these files and folders' };

const COMMANDS: readonly CommandLine[] = [
  {
    name: 'plan',
    usage: 'plan [paths..]',
    describe: 'what would change: table, evidence, unified diff',
    flags: [...FINDINGS, ...PATCHES, 'out'],
    positional: PATHS,
  },
  {
    name: 'apply',
    usage: 'apply [paths..]',
    describe: 'the same, asks once, writes; only safe fixes unless --safety review',
    flags: [...FINDINGS, ...PATCHES, 'yes', 'no-input', 'dry-run', 'allow-dirty'],
    positional: { name: 'paths', describe: 'only findings in these files and folders, or the file of a saved plan' },
  },
  {
    name: 'undo',
    usage: 'undo',
    describe: 'takes back the last apply, if its files still hold what it wrote',
    flags: ['root'],
    positional: null,
  },
  {
    name: 'check',
    usage: 'check [paths..]',
    describe: 'for CI: exit 1 if apply with the same flags would write',
    flags: FINDINGS,
    positional: PATHS,
  },
  {
    name: 'services',
    usage: 'services',
    describe: 'what runs here, and the images it is made into',
    flags: [...WORKSPACE, 'format', 'json', 'all', 'stats', 'strict'],
    positional: null,
  },
  {
    name: 'image',
    usage: 'image <subject>',
    describe: 'what the image of a service contains, layer by layer',
    flags: [...WORKSPACE, ...INSTALLED, 'packages', 'resolve', 'format', 'json', 'all'],
    positional: { name: 'subject', describe: 'a service, or the path of a Dockerfile' },
  },
  {
    name: 'needs',
    usage: 'needs [services..]',
    describe: 'what each service asks for, and whether it needs it',
    flags: [...WORKSPACE, ...INSTALLED, 'service', 'format', 'json', 'all'],
    positional: { name: 'services', describe: 'only these services' },
  },
  {
    name: 'why',
    usage: 'why <subject>',
    describe: 'whether a package is needed, where, and how that is known',
    flags: [...WORKSPACE, ...INSTALLED, 'service', 'format', 'json', 'all'],
    positional: { name: 'subject', describe: 'a package, or a module of it' },
  },
  {
    name: 'explain',
    usage: 'explain <subject>',
    describe: 'a rule, or one finding, in full',
    flags: [...WORKSPACE, 'stats-file'],
    positional: { name: 'subject', describe: 'a rule name or the id of a finding' },
  },
];

const RULE_COMMANDS: readonly CommandLine[] = [
  {
    name: 'rule list',
    usage: 'list',
    describe: 'the rules, on and off',
    flags: [...WORKSPACE, 'format', 'json'],
    positional: null,
  },
  {
    name: 'rule test',
    usage: 'test [paths..]',
    describe: "run rules' cases",
    flags: [...WORKSPACE, 'update'],
    positional: { name: 'paths', describe: 'folders of a rule or of several; default: rules' },
  },
];

/** Reads the command line. Throws {@link UsageError}, or {@link YargsRefusal} with what yargs says. */
export async function parseCommandLine(words: readonly string[], version: string): Promise<Request | null> {
  let request: Request | null = null;
  const add = (parser: Argv, { name, usage, describe, flags, positional }: CommandLine): Argv =>
    parser.command(
      usage,
      describe,
      (command) => {
        if (positional) command.positional(positional.name, { type: 'string', describe: positional.describe });
        return withFlags(command, flags);
      },
      (parsed: Readonly<Record<string, unknown>>) => {
        const { paths, subject, services } = parsed;
        const given = argumentsOf(parsed, Array.isArray(paths) ? paths.map(String) : []);
        const args = Array.isArray(services) ? { ...given, service: [...given.service, ...services.map(String)] } : given;
        request = { command: name, subject: typeof subject === 'string' ? subject : null, args };
      },
    );
  const parser = yargs()
    .scriptName('slimify')
    .usage('$0 <command>\n\nMakes the container images of a Python monorepo small by rewriting their sources, with evidence.')
    .parserConfiguration({
      'camel-case-expansion': false,
      'boolean-negation': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .locale('en')
    .version(version)
    .help()
    .wrap(100)
    .strict()
    .exitProcess(false)
    .demandCommand(1, 'name a command')
    .fail((message, error) => {
      // What yargs itself does not take comes as a text, or as an error of its own.
      if (error && error.name !== 'YError') throw error;
      throw new YargsRefusal(error ? error.message : message);
    });
  for (const line of COMMANDS) add(parser, line);
  parser.command('rule', 'list the rules, test them', (rule) => {
    for (const line of RULE_COMMANDS) add(rule, line);
    return rule.demandCommand(1, 'name a command of rule');
  });
  await parser.parseAsync([...words]);
  return request;
}

function withFlags(parser: Argv, flags: readonly Flag[]): Argv {
  // The text of a pull request is that of a plan: only commands that make one have it.
  const forPlans = flags.includes('report');
  for (const flag of [...flags, ...EVERYWHERE]) parser.option(optionOf(flag), flag === 'format' && !forPlans ? { ...FLAGS.format, choices: ['text', 'json'] } : FLAGS[flag]);
  return parser;
}

/** What yargs does not take, in its own words; {@link explainRefusal} finds better ones. */
export class YargsRefusal extends UsageError {}

export interface RightWords {
  readonly flags: readonly string[];
  readonly commands: readonly string[];
}

/** The flags and commands that would be right in place of what was typed. */
export function rightWords(words: readonly string[]): RightWords {
  const plain = words.filter((word) => !word.startsWith('-'));
  const inRule = plain[0] === 'rule';
  const lines = inRule ? RULE_COMMANDS : COMMANDS;
  const names = lines.map(({ usage }) => usage.split(' ')[0] ?? '');
  const line = lines[names.indexOf(plain[inRule ? 1 : 0] ?? '')];
  const flags = [...[...(line?.flags ?? []), ...EVERYWHERE].map(optionOf), 'help', 'version'];
  return { flags, commands: inRule ? names : [...names, 'rule'] };
}
