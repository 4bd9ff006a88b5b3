import type { ComposeService } from '#compose/types.js';
import type { Snapshot } from '#files/snapshot.js';
import { outsideUnits } from '#rule/outside-files.js';
import { baseName } from '#text/paths.js';
import type { Sign } from './signs.js';

/** `docker compose exec web gcc …`, `docker run --rm web git …`, `kubectl exec web -- …`, also by a variable of a Makefile. */
const INSIDE = /(?:\b(?:docker|podman|nerdctl|kubectl|oc)\b|\bdocker-compose\b|\$[({]\w*(?:DOCKER|COMPOSE)\w*[)}])[^\n|;&]*?\s(?:exec|run)\s+(.*)/i;

/** A longer file is none that a person wrote. */
const LONGEST = 300_000;

const known = new WeakMap<Snapshot, readonly Sign[]>();

/** What CI, Makefiles and scripts run in containers, behind `exec` or `run`: once for a plan, since none of these files changes. */
function allLines(snapshot: Snapshot): readonly Sign[] {
  const start = snapshot.start ?? snapshot;
  const before = known.get(start);
  if (before) return before;
  const found = outsideUnits(start).flatMap(({ path, line, text, page }) => (page || text.length > LONGEST || !/\b(?:exec|run)\s/.test(text) ? [] : joined(text).flatMap(({ text: one, index }): readonly Sign[] => {
    const [, rest] = INSIDE.exec(one.slice(0, 2_000)) ?? [];
    return rest === undefined ? [] : [{ text: rest.trim(), at: { path, line: line + index } }];
  })));
  known.set(start, found);
  return found;
}

/** Lines with those that they go on in. */
function joined(text: string): readonly { readonly text: string; readonly index: number }[] {
  const found: { text: string; index: number }[] = [];
  let open: { text: string; index: number } | null = null;
  for (const [index, line] of text.split('\n').entries()) {
    const more = /\\\s*$/.test(line);
    const part = line.replace(/\\\s*$/, ' ');
    const whole: { text: string; index: number } = open === null ? { text: part, index } : { text: open.text.length < 2_000 ? open.text + part : open.text, index: open.index };
    open = more ? whole : null;
    if (!more) found.push(whole);
  }
  return open === null ? found : [...found, open];
}

/** The commands that people and CI run by hand in containers of these services or images: the words behind their names. */
export function insideLines(snapshot: Snapshot, runners: readonly ComposeService[], tags: readonly string[]): readonly Sign[] {
  return containerLines(snapshot, runners, tags).flatMap(({ command, at }) => (command === '' ? [] : [{ text: command, at }]));
}

/** The same with the options in front of the name (`-v data:/data`), also where no command follows. */
export function containerLines(snapshot: Snapshot, runners: readonly ComposeService[], tags: readonly string[]): readonly { readonly options: string; readonly command: string; readonly at: Sign['at'] }[] {
  const lines = allLines(snapshot);
  if (lines.length === 0) return [];
  const images = [...runners.flatMap(({ image }) => image ?? []), ...tags].map((image) => baseName(image).replace(/[:@].*$/, ''));
  const names = new Set([...runners.map(({ name }) => name), ...images]);
  return lines.flatMap(({ text, at }) => {
    const words = text.split(/\s+/);
    const from = words.findIndex((word) => names.has(baseName(word.replace(/["']/g, '')).replace(/[:@].*$/, '')));
    if (from < 0) return [];
    return [{ options: words.slice(0, from).join(' '), command: words.slice(from + 1).filter((word, index) => index > 0 || word !== '--').join(' '), at }];
  });
}
