import type { Wrappers } from './types.js';

/** `module.path:object.attribute [extra]` (packaging.python.org, Entry points specification). */
const REFERENCE = /^([^\s:[]+)\s*:\s*([^\s:[]+)/;

/** The scripts that installers write for `console_scripts` and `gui_scripts` of an `entry_points.txt`. */
export function wrappersOf(text: string): Wrappers {
  const scripts = new Map<string, number>();
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    if (/^[[]/.test(trimmed)) section = trimmed;
    if ((section !== '[console_scripts]' && section !== '[gui_scripts]') || /^[[#;]/.test(trimmed)) continue;
    const equals = trimmed.indexOf('=');
    const [, module, object] = REFERENCE.exec(trimmed.slice(equals + 1).trim()) ?? [];
    if (equals < 1 || module === undefined || object === undefined) continue;
    // `from module import first` and a call of `first.second`.
    scripts.set(trimmed.slice(0, equals).trim(), module.length + (object.split('.')[0] ?? '').length + object.length);
  }
  const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, one) => total + one, 0);
  return { count: scripts.size, names: sum([...scripts.keys()].map((name) => name.length)), imports: sum(scripts.values()) };
}
