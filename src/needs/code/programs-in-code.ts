import type { Call, PythonSource } from '#python/source.js';
import type { Program } from '#python/start/types.js';

/** What runs a program whose words it is given: the first words of a text, or the members of a list. */
const RUNS = /^(?:subprocess\.(?:run|Popen|call|check_call|check_output|getoutput|getstatusoutput)|os\.(?:system|popen|exec[lv]p?e?|spawn[lv]p?e?|posix_spawnp?)|asyncio\.create_subprocess_(?:exec|shell)|shlex\.split|asyncio\.subprocess\.create_subprocess_(?:exec|shell)|pexpect\.(?:spawn|run)|shutil\.which|anyio\.(?:run_process|open_process)|trio\.run_process)$|\.(?:exec|spawn|check_output|check_call|create_subprocess_exec|create_subprocess_shell)$/;

/** Programs that the code of a file itself runs, as far as their names stand in it. */
export function programsIn(path: string, source: PythonSource): readonly Program[] {
  const programs = source.calls.filter(mayRun).flatMap((call) => {
    const at = { path, line: call.line };
    const commands = commandsOf(call).flatMap((words) => programOf(words, at));
    return RUNS.test(call.name) ? commands : commands.filter(({ module }) => module);
  });
  return [...programs, ...namedPrograms(source, path)];
}

/** A function of one's own around subprocess is known by what it is given: `run_checked(["python", "-m", "ruff"])`. */
function mayRun({ name, arguments: given }: Call): boolean {
  return RUNS.test(name) || given.some(({ value }) => value?.includes('-m'));
}

/** A name that says that a program is run, wherever it comes from: `subprocess.run`, `tools.subprocess_helpers.run_checked`. */
const RUNNER = /subprocess|popen|\.(?:spawn|exec)[lv]p?e?$|(?:^|\.)(?:run|exec|execute)_(?:command|cmd|process|program|shell|tool)$/i;
const WORD = /^[A-Za-z_][\w.-]*$/;

/**
 * Programs that a file may run by words that it keeps elsewhere than in the call: `command = ["ruff", "check"]`, then
 * `subprocess.run(command)`. In a file that runs programs every text that may name one counts; what nothing installs is no
 * harm. The names of loggers are not meant.
 */
function namedPrograms({ symbols, strings, calls }: PythonSource, path: string): readonly Program[] {
  if (!symbols.some(({ name }) => RUNS.test(name) || RUNNER.test(name))) return [];
  // What stands in the call itself was read there.
  const told = new Set(calls.flatMap(({ name, arguments: given }) => (name === 'logging.getLogger' || RUNS.test(name) ? given.flatMap(({ value }) => value ?? []) : [])));
  // `-m` alone is an option of many programs (`git commit -m`).
  const module = strings.some(({ name }) => name === '-m') && (symbols.some(({ name }) => name === 'sys.executable') || strings.some(({ name }) => /^python[\d.]*$/.test(name)));
  return strings.flatMap(({ name, line }) => {
    if (!WORD.test(name) || told.has(name)) return [];
    const at = { path, line };
    const program: Program = { name, module: false, words: [name], environment: new Map(), at };
    return module ? [program, { ...program, module: true, words: ['python', '-m', name] }] : [program];
  });
}

function programOf(words: readonly string[], at: Program['at']): readonly Program[] {
  const [first] = words;
  if (first === undefined) return [];
  const python = /(?:^|\/)python[\d.]*$/.test(first);
  const option = words.indexOf('-m');
  const name = python && option > 0 ? words[option + 1] : first.slice(first.lastIndexOf('/') + 1);
  return name === undefined || !/^[A-Za-z_][\w.-]*$/.test(name) ? [] : [{ name, module: python && option > 0, words, environment: new Map(), at }];
}

/** The literal words of a call, command by command: `["alembic", "upgrade"]`, `"cd /app && alembic upgrade head"`; what is computed among them is left out. */
function commandsOf({ arguments: given }: Call): readonly (readonly string[])[] {
  const texts = given.flatMap(({ name, value, text }) => ((name === 0 || name === 'args' || name === 'command' || name === 'cmd') && text && value !== null ? value : []));
  if (texts.length === 1) return (texts[0] ?? '').split(/&&|\|\||[;|\n]/).map((one) => one.trim().split(/\s+/).filter((word) => !/^\w+=/.test(word)));
  // `create_subprocess_exec("alembic", "upgrade")` gives each word by itself; `[sys.executable, "-m", "pytest"]` begins with Python.
  return [texts[0] === '-m' ? ['python', ...texts] : texts];
}
