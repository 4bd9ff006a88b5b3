import type { Call, PythonSource } from '#python/source.js';
import type { Program } from '#python/start/types.js';
import type { SourceAt } from './code-sources.js';

/** What runs a program whose words it is given: the first words of a text, or the members of a list. */
const RUNS = /^(?:subprocess\.(?:run|Popen|call|check_call|check_output|getoutput|getstatusoutput)|os\.(?:system|popen|exec[lv]p?e?|spawn[lv]p?e?|posix_spawnp?)|asyncio\.create_subprocess_(?:exec|shell)|shlex\.split|asyncio\.subprocess\.create_subprocess_(?:exec|shell)|pexpect\.(?:spawn|run)|shutil\.which|anyio\.(?:run_process|open_process)|trio\.run_process)$|\.(?:exec|spawn|check_output|check_call|create_subprocess_exec|create_subprocess_shell)$/;

/** Programs that the code itself runs, as far as their names stand in it. */
export function programsInCode(sources: readonly SourceAt[]): readonly Program[] {
  return sources.flatMap(programsIn);
}

interface Known {
  readonly path: string;
  readonly programs: readonly Program[];
}

const known = new WeakMap<PythonSource, Known>();

/** The same for every image that holds the file. */
function programsIn({ path, source }: SourceAt): readonly Program[] {
  const before = known.get(source);
  // Two files that say the same may share what was read.
  if (before?.path === path) return before.programs;
  const programs = source.calls.flatMap((call) => (RUNS.test(call.name) ? commandsOf(call).flatMap((words) => programOf(words, { path, line: call.line })) : []));
  known.set(source, { path, programs });
  return programs;
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
