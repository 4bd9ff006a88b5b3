/** A Makefile in parts: variables in their order, rules with their recipes. GNU make manual, chapters 4 to 6. */
export interface Makefile {
  readonly assignments: readonly MakeAssignment[];
  readonly rules: readonly MakeRule[];
  readonly includes: readonly { readonly path: string; readonly line: number }[];
  readonly exported: ReadonlySet<string>;
  /** `.ONESHELL:`: all lines of a recipe run in one shell. */
  readonly oneShell: boolean;
  /** The last line that is read of a file that is too long; null: all are. */
  readonly cut: number | null;
}

export interface MakeAssignment {
  readonly name: string;
  readonly operator: '=' | ':=' | '?=' | '+=' | '!=';
  readonly value: string;
  /** Under `ifeq` and its kind: it may or may not happen. */
  readonly conditional: boolean;
  /** Of one rule's targets only; null: of the whole file. */
  readonly targets: string | null;
}

export interface MakeRule {
  /** As written, before expansion. */
  readonly targets: string;
  /** `targets: pattern: prerequisites`; null: no static pattern. */
  readonly pattern: string | null;
  readonly prerequisites: string;
  readonly line: number;
  readonly recipe: readonly RecipeLine[];
}

/** A line of a recipe with those that continue it; the backslashes and line ends stay, for the shell. */
export interface RecipeLine {
  readonly line: number;
  readonly text: string;
}

const ASSIGNMENT = /^(?:(?:export|override|private)\s+)*([A-Za-z_.][\w.-]*)\s*(\?=|\+=|!=|:{0,3}=)\s*([^]*)$/;
const MAX_LINES = 50_000;

interface Building {
  readonly assignments: MakeAssignment[];
  readonly rules: { targets: string; pattern: string | null; prerequisites: string; line: number; recipe: RecipeLine[] }[];
  readonly includes: { path: string; line: number }[];
  readonly exported: Set<string>;
  oneShell: boolean;
  depth: number;
  /** Recipe lines belong to the rule before them. */
  open: boolean;
}

export function parseMakefile(text: string): Makefile {
  const written = text.split('\n');
  const into: Building = { assignments: [], rules: [], includes: [], exported: new Set(), oneShell: false, depth: 0, open: false };
  const lines = written.slice(0, MAX_LINES).map((line) => line.replace(/\r$/, ''));
  for (let at = 0; at < lines.length; ) {
    const start = at;
    const recipe = into.open && (lines[at] ?? '').startsWith('\t');
    const parts: string[] = [];
    do parts.push(lines[at++] ?? '');
    while (at < lines.length && /(?:^|[^\\])(?:\\\\)*\\$/.test(parts.at(-1) ?? ''));
    if (recipe) addRecipe(into, start + 1, parts.map((part) => part.replace(/^\t/, '')).join('\n'));
    else at = addLine(into, lines, at, start + 1, parts.map((part) => part.replace(/\\$/, '').trim()).join(' '));
  }
  return { ...into, cut: written.length > MAX_LINES ? MAX_LINES : null };
}

function addRecipe({ rules }: Building, line: number, text: string): void {
  rules.at(-1)?.recipe.push({ line, text });
}

/** Reads a line that is no recipe; returns where to go on. */
function addLine(into: Building, lines: readonly string[], next: number, line: number, joined: string): number {
  const text = joined.replace(/(^|[^\\])#[^]*$/, '$1').trim();
  if (text === '') return next;
  const [word = '', ...rest] = text.split(/\s+/);
  switch (word) {
    case 'ifeq':
    case 'ifneq':
    case 'ifdef':
    case 'ifndef':
      into.depth += 1;
      return next;
    case 'endif':
      into.depth = Math.max(0, into.depth - 1);
      return next;
    case 'else':
      return next;
    case 'include':
    case '-include':
    case 'sinclude':
      for (const path of rest) into.includes.push({ path, line });
      return next;
    case 'define':
      return addDefine(into, lines, next, rest);
    case 'export':
      if (!text.includes('=')) {
        for (const name of rest) into.exported.add(name);
        return next;
      }
  }
  return addStatement(into, line, text, next);
}

function addDefine(into: Building, lines: readonly string[], from: number, [name = '', operator = '=']: readonly string[]): number {
  let stop = from;
  while (stop < lines.length && !/^\s*endef\b/.test(lines[stop] ?? '')) stop++;
  const value = lines.slice(from, stop).map((one) => one.replace(/^\t/, '')).join('\n');
  into.assignments.push({ name, operator: operator === ':=' ? ':=' : '=', value, conditional: into.depth > 0, targets: null });
  into.open = false;
  return stop + 1;
}

function addStatement(into: Building, line: number, text: string, next: number): number {
  const assigned = ASSIGNMENT.exec(text);
  if (assigned) {
    into.assignments.push(assignmentOf(assigned, into.depth > 0, null));
    if (/^export\b/.test(text)) into.exported.add(assigned[1] ?? '');
    into.open = false;
    return next;
  }
  const colon = colonOf(text);
  if (colon < 0) return next;
  const targets = text.slice(0, colon).replace(/&$/, '').trim();
  const behind = text.slice(colon + 1).replace(/^:/, '').trim();
  const own = ASSIGNMENT.exec(behind);
  if (own) {
    into.assignments.push(assignmentOf(own, into.depth > 0, targets));
    return next;
  }
  const semicolon = behind.indexOf(';');
  const head = semicolon < 0 ? behind : behind.slice(0, semicolon);
  const second = colonOf(head);
  if (targets === '.ONESHELL') into.oneShell = true;
  const recipe = semicolon < 0 ? [] : [{ line, text: behind.slice(semicolon + 1).trim() }];
  into.rules.push({ targets, pattern: second < 0 ? null : head.slice(0, second).trim(), prerequisites: second < 0 ? head : head.slice(second + 1), line, recipe });
  into.open = true;
  return next;
}

function assignmentOf([, name = '', operator = '=', value = '']: RegExpExecArray, conditional: boolean, targets: string | null): MakeAssignment {
  const kind = operator === '?=' || operator === '+=' || operator === '!=' || operator === '=' ? operator : ':=';
  return { name, operator: kind, value, conditional, targets };
}

/** The colon of a rule: not one inside `$(…)`. */
function colonOf(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '(' || char === '{') depth += 1;
    else if (char === ')' || char === '}') depth -= 1;
    else if (char === ':' && depth <= 0) return at;
  }
  return -1;
}
