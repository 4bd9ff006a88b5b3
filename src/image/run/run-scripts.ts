import type { RunCommand } from '#dockerfile/run.js';
import type { StepWord } from './run-walk.js';

const SHELLS = /^(?:ba|da|a|z|k)?sh$/;

/** The script in a word of a shell's call, or in its here-document. */
export function scriptText(words: readonly StepWord[], name: string, { command }: RunCommand): string | null {
  const at = SHELLS.test(name) ? words.findIndex(({ value }, index) => index > 0 && /^-[a-z]*c$/.test(value ?? '')) : name === 'su' || name === 'runuser' ? words.findIndex(({ value }) => value === '-c' || value === '--command') : name === 'eval' ? 0 : -1;
  if (at >= 0) {
    const word = words[at + 1];
    if (name === 'eval' && words.length > 2) return words.every(({ value }) => value !== null) ? words.slice(1).map(({ value }) => value).join(' ') : null;
    return word ? (word.value ?? word.pattern ?? unquoted(word.text)) : null;
  }
  if (!SHELLS.test(name) || words.slice(1).some(({ value }) => value === null || !value.startsWith('-'))) return null;
  return command.redirects.find(({ body }) => body)?.body?.text ?? null;
}

/** A word in double quotes whose variables are left to the inner shell: it knows no more of them. */
function unquoted(text: string): string | null {
  return /^"(.*)"$/s.exec(text)?.[1]?.replace(/\\(["\\$`])/g, '$1') ?? null;
}

export interface ScriptCall {
  readonly file: string;
  readonly arguments: readonly (string | null)[];
  readonly sourced: boolean;
}

/** `./install.sh a b`, `bash -x scripts/x.sh`, `. ./env.sh`. */
export function scriptPath(words: readonly StepWord[], name: string): ScriptCall | null {
  const values = words.map(({ value }) => value);
  const sourced = name === '.' || name === 'source';
  if (SHELLS.test(name) || sourced) {
    let at = 1;
    while (/^[-+]\w+$/.test(values[at] ?? '')) at += values[at] === '-o' || values[at] === '+o' || values[at] === '-eo' ? 2 : 1;
    const file = values[at];
    if (file === null || file === undefined || (sourced && /(?:^|\/)activate$/.test(file))) return null;
    return { file, arguments: values.slice(at + 1), sourced };
  }
  const file = values[0];
  return file !== null && file !== undefined && /\.(?:sh|bash)$|^(?:\.|\/(?!usr\/|bin\/|sbin\/|opt\/venv))[^\s]*\/[^/.]+$/.test(file) ? { file, arguments: values.slice(1), sourced: false } : null;
}

/** Whether a file is a script of a POSIX shell, by its first line. */
export function isShell(text: string): boolean {
  const shebang = /^#![^\n]*/.exec(text)?.[0];
  return shebang === undefined || /\b(?:ba|da|a|z|k)?sh\b/.test(shebang);
}
