import type { Place } from '#answer/answer.js';
import { yamlAt, yamlEntries, yamlItems, yamlText, type YamlNode } from '#compose/yaml.js';
import { shellText, type DeployedVariable, type DeployedWords } from './types.js';

/** More words are no command that a person wrote. */
const MOST_WORDS = 500;

/** A list of words, or a text that is one command; null for an empty one and for anything else. */
export function wordsOf(node: YamlNode | null, path: string): DeployedWords | null {
  if (node === null) return null;
  const at = { path, line: node.line };
  const text = yamlText(node);
  if (text !== null) return text.trim() === '' ? null : textWords(text, at);
  const words = yamlItems(node).slice(0, MOST_WORDS).flatMap((item) => yamlText(item) ?? []);
  return words.length === 0 ? null : { words, at };
}

/** A single word runs as it is; more of them are split by the platform or given to a shell, which comes to the same program. */
export function textWords(text: string, at: Place): DeployedWords {
  return /^[\w./@%+-]+$/.test(text.trim()) ? { words: [text.trim()], at } : shellText(text, at);
}

/** What Docker and ECS write for a check: the first word says how the rest runs. */
export function checkWords(found: DeployedWords | null): DeployedWords | null {
  const [first, ...rest] = found?.words ?? [];
  if (found === null || first === 'NONE') return null;
  if (first === 'CMD-SHELL') return shellText(rest.join(' '), found.at);
  return first === 'CMD' ? { ...found, words: rest } : found;
}

/** The command of a script that stands in the file: its `#!` line says what runs it. */
export function scriptWords(node: YamlNode | null, interpreter: readonly string[], path: string): DeployedWords | null {
  const text = yamlText(node);
  if (node?.kind !== 'scalar' || text === null || text.trim() === '') return null;
  const at = { path, line: node.textLine };
  const named = /^#!\s*(\S[^\n]*)/.exec(text)?.[1]?.trim().split(/\s+/).filter((word) => !/(?:^|\/)env$|^-S$/.test(word)) ?? [];
  const [by = '/bin/sh', ...options] = interpreter.length > 0 ? interpreter : named;
  return { words: [by, ...options, '-c', text], at };
}

/** Variables as a list of names with values, or as a map; what takes its value from elsewhere has none. */
export function variablesOf(node: YamlNode | null, path: string): readonly DeployedVariable[] {
  const named = yamlEntries(node).map(({ key, line, value }) => ({ name: key, value: yamlText(value), at: { path, line } }));
  const listed = yamlItems(node).flatMap((item): DeployedVariable | readonly [] => {
    const name = yamlText(yamlAt(item, 'name') ?? yamlAt(item, 'Name') ?? yamlAt(item, 'key'));
    const value = yamlAt(item, 'value') ?? yamlAt(item, 'Value');
    return name === null ? [] : { name, value: yamlText(value), at: { path, line: value?.line ?? item.line } };
  });
  return [...named, ...listed].filter(({ name }) => /^[\w.-]+$/.test(name));
}
