import type { Written } from './types.js';

/** A value of an INI file: its lines without blanks at the ends, each with its number. Empty and comment lines are gone. */
export interface IniValue {
  readonly key: string;
  readonly line: number;
  readonly lines: readonly Written[];
}

export type IniFile = ReadonlyMap<string, readonly IniValue[]>;

/**
 * Reads an INI file as Python's configparser does with its defaults: a line that is indented deeper than its key goes on
 * with the value; `#` and `;` are comments at the start of a line only. Sections and keys by name; keys in lower case.
 */
export function readIni(text: string): IniFile {
  const sections = new Map<string, IniValue[]>();
  let section: IniValue[] | null = null;
  let value: { key: string; line: number; lines: Written[] } | null = null;
  let indent = 0;
  for (const [index, content] of text.replace(/^\ufeff/, '').split('\n').entries()) {
    const line = index + 1;
    const trimmed = content.trim();
    if (trimmed === '' || /^[#;]/.test(trimmed)) continue;
    const depth = content.length - content.trimStart().length;
    if (value && depth > indent) {
      value.lines.push({ text: trimmed, line });
      continue;
    }
    const header = /^\[(.+)\]/.exec(trimmed)?.[1];
    if (header !== undefined) {
      section = sections.get(header) ?? [];
      sections.set(header, section);
      value = null;
      continue;
    }
    const split = trimmed.search(/[=:]/);
    const key = (split < 0 ? trimmed : trimmed.slice(0, split)).trim().toLowerCase();
    const first = split < 0 ? '' : trimmed.slice(split + 1).trim();
    value = { key, line, lines: first === '' ? [] : [{ text: first, line }] };
    section?.push(value);
    indent = depth;
  }
  return sections;
}

/** A value by its section and key; null where there is none. */
export function iniValue(file: IniFile, section: string, key: string): IniValue | null {
  return file.get(section)?.find((value) => value.key === key) ?? null;
}
