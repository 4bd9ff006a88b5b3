/** One word of a command; `inner` is where the text of a word in quotes stands, to look into `sh -c "…"`. */
export interface Word {
  readonly text: string;
  readonly raw: string;
  readonly start: number;
  readonly inner: readonly [start: number, end: number] | null;
}

export interface Command {
  readonly words: readonly Word[];
  readonly heredocs: readonly Heredoc[];
  /** Where the bodies of its heredocs stand. */
  readonly bodies: readonly (readonly [start: number, end: number])[];
}

export interface Heredoc {
  readonly name: string;
  /** `<<-`: tabs before its last line do not count. */
  readonly tabs: boolean;
}

interface Growing {
  readonly words: Word[];
  readonly heredocs: Heredoc[];
  readonly bodies: [number, number][];
}

/** The heredocs that a line opens, in their order. */
export function heredocs(line: string): readonly Heredoc[] {
  return commands(line, 0, line.length).flatMap((command) => command.heredocs);
}

/** The simple commands of shell text between two offsets: a rough reading that is enough to find the words of a call. */
export function commands(text: string, start: number, end: number): readonly Command[] {
  const all: Growing[] = [];
  let command: Growing = { words: [], heredocs: [], bodies: [] };
  let pending: { readonly heredoc: Heredoc; readonly owner: Growing }[] = [];
  let at = start;
  while (at < end) {
    const c = text[at] ?? '';
    if (c === '\n') {
      finish();
      at++;
      for (const { heredoc, owner } of pending) at = skipBody(text, at, end, heredoc, owner);
      pending = [];
    } else if (/[;&|()`]/.test(c)) {
      finish();
      at++;
    } else if (c === '#') at = until(text, '\n', at, end);
    else if (/\s/.test(c)) at++;
    else if (text.startsWith('$(', at)) {
      finish();
      at += 2;
    } else {
      const word = wordAt(text, at, end);
      const heredoc = heredocOf(word.raw);
      if (heredoc === null) command.words.push(word);
      else {
        command.heredocs.push(heredoc);
        pending.push({ heredoc, owner: command });
      }
      at += Math.max(word.raw.length, 1);
    }
  }
  finish();
  return all;

  function finish(): void {
    if (command.words.length + command.heredocs.length > 0) all.push(command);
    command = { words: [], heredocs: [], bodies: [] };
  }
}

function skipBody(text: string, start: number, end: number, { name, tabs }: Heredoc, owner: Growing): number {
  for (let at = start; at < end; ) {
    const stop = until(text, '\n', at, end);
    const line = text.slice(at, stop);
    if ((tabs ? line.replace(/^\t+/, '') : line) === name) {
      owner.bodies.push([start, at]);
      return Math.min(stop + 1, end);
    }
    at = stop + 1;
  }
  owner.bodies.push([start, end]);
  return end;
}

function wordAt(text: string, start: number, end: number): Word {
  let [at, plain] = [start, ''];
  let inner: readonly [number, number] | null = null;
  while (at < end && !/[\s;&|()`]/.test(text[at] ?? '') && !text.startsWith('$(', at)) {
    const c = text[at];
    if (c === '\\') {
      if (text[at + 1] !== '\n') plain += text[at + 1] ?? '';
      at += 2;
    } else if (c === "'" || c === '"') {
      const close = closing(text, c, at + 1, end);
      inner = [at + 1, close];
      plain += text.slice(at + 1, close);
      at = close + 1;
    } else {
      const stop = text.startsWith('${', at) ? Math.min(until(text, '}', at, end) + 1, end) : at + 1;
      plain += text.slice(at, stop);
      at = stop;
    }
  }
  at = Math.min(at, end);
  return { text: plain, raw: text.slice(start, at), start, inner };
}

function closing(text: string, quote: string, start: number, end: number): number {
  let at = start;
  while (at < end && text[at] !== quote) at += quote === '"' && text[at] === '\\' ? 2 : 1;
  return Math.min(at, end);
}

function until(text: string, wanted: string, start: number, end: number): number {
  const at = text.indexOf(wanted, start);
  return at < 0 || at > end ? end : at;
}

function heredocOf(raw: string): Heredoc | null {
  const found = /^\d*<<(-?)(["']?)([^<"'\s]+)\2$/.exec(raw);
  return found?.[3] === undefined ? null : { name: found[3], tabs: found[1] === '-' };
}
