import { forEachChild, type SyntaxNode } from 'unbash';
import type { Read } from '#text/read.js';
import { read, unreadable } from '#text/read.js';
import type { Span } from '#text/span.js';
import type { CaseChoice, ForLoop, ShellCommand, ShellCondition } from './types.js';
import type { Place } from './words.js';
import { assignmentWord, shellAssignment, shellRedirect, shellWord, spanOf } from './words.js';

type NodeOf<T extends SyntaxNode['type']> = Extract<SyntaxNode, { type: T }>;

interface Context extends Place {
  readonly conditions: readonly ShellCondition[];
  readonly pipe: ShellCommand['pipe'];
  readonly pipeline: Span | null;
  readonly substituted: boolean;
}

interface Collected {
  readonly commands: ShellCommand[];
  error: string | null;
}

/** The simple commands of a parsed script with what surrounds them, in source order. */
export function collectCommands(text: string, script: NodeOf<'Script'>): Read<readonly ShellCommand[]> {
  const into: Collected = { commands: [], error: null };
  visit(into, script, { text, within: null, conditions: [], pipe: 'none', pipeline: null, substituted: false });
  if (into.error !== null) return unreadable(into.error);
  return read(into.commands.sort((a, b) => a.span.start - b.span.start));
}

/** More conditions than this over one command (a very long `elif` chain) are not followed. */
const MAX_CONDITIONS = 100;

function visit(into: Collected, node: SyntaxNode, context: Context): void {
  if (context.conditions.length > MAX_CONDITIONS) into.error ??= `more than ${MAX_CONDITIONS} conditions over one command`;
  if (into.error !== null) return;
  switch (node.type) {
    case 'Script':
      return visitScript(into, node, context);
    case 'Command':
      return visitCommand(into, node, context);
    case 'AndOr':
      return visitAndOr(into, node, context);
    case 'Pipeline':
      return visitPipeline(into, node, context);
    case 'If':
      return visitIf(into, node, context);
    case 'Case':
      return visitCase(into, node, context);
    case 'While':
      visit(into, node.clause, under(context, { kind: 'test', span: spanOf(context, node.clause) }));
      return visit(into, node.body, branch(context, 'loop', node.clause));
    case 'For':
      return visitFor(into, node, context);
    case 'Select':
    case 'ArithmeticFor':
      forEachChild(node, (child) => {
        visit(into, child, child === node.body ? branch(context, 'loop', { pos: node.pos, end: node.body.pos }) : context);
      });
      return;
    case 'Function':
      return visit(into, node.body, branch({ ...context, pipe: 'none', pipeline: null }, 'function', node.name));
    case 'CommandExpansion':
    case 'ProcessSubstitution':
    case 'ArithmeticCommandExpansion':
      return visitSubstitution(into, node, context);
    default:
      forEachChild(node, (child) => visit(into, child, context));
  }
}

function visitScript(into: Collected, script: NodeOf<'Script'>, context: Context): void {
  const message = script.errors?.[0]?.message;
  if (message !== undefined) into.error ??= `shell syntax: ${message}`;
  forEachChild(script, (child) => visit(into, child, context));
}

function visitCommand(into: Collected, command: NodeOf<'Command'>, context: Context): void {
  const assignments = [...command.prefix, ...command.args].filter((part) => part.type === 'Assignment');
  const args = command.args.map((arg) => (arg.type === 'Assignment' ? assignmentWord(context, arg) : shellWord(context, arg)));
  into.commands.push({
    span: spanOf(context, command),
    assignments: assignments.map((assignment) => shellAssignment(context, assignment)),
    words: command.name ? [shellWord(context, command.name), ...args] : args,
    redirects: command.redirects.map((redirect) => shellRedirect(context, redirect)),
    conditions: context.conditions,
    pipe: context.pipe,
    ...(context.pipeline ? { pipeline: context.pipeline } : {}),
    substituted: context.substituted,
  });
  forEachChild(command, (child) => visit(into, child, context));
}

/** `a && b || c`: what stands left of an operator decides, as a whole, whether the right side runs. */
function visitAndOr(into: Collected, node: NodeOf<'AndOr'>, context: Context): void {
  for (const [index, command] of node.commands.entries()) {
    const operator = node.operators[index - 1];
    const left = node.commands[index - 1];
    if (!operator || !left) {
      visit(into, command, context);
      continue;
    }
    const kind = operator === '&&' ? 'and' : 'or';
    visit(into, command, under(context, { kind, span: spanOf(context, { pos: node.pos, end: left.end }) }));
  }
}

function visitPipeline(into: Collected, node: NodeOf<'Pipeline'>, context: Context): void {
  const last = node.commands.length - 1;
  for (const [index, command] of node.commands.entries()) {
    const pipe = last === 0 ? context.pipe : index === 0 ? 'first' : index === last ? 'last' : 'middle';
    visit(into, command, { ...context, pipe, pipeline: last === 0 ? context.pipeline : spanOf(context, node) });
  }
}

function visitIf(into: Collected, node: NodeOf<'If'>, context: Context): void {
  let outside = context;
  for (const { clause, then } of [node, ...node.elif]) {
    if (into.error !== null) return;
    visit(into, clause, under(outside, { kind: 'test', span: spanOf(context, clause) }));
    visit(into, then, branch(outside, 'if', clause));
    outside = branch(outside, 'else', clause);
  }
  if (node.else) visit(into, node.else, outside);
}

function visitFor(into: Collected, node: NodeOf<'For'>, context: Context): void {
  const loop: ForLoop = { name: node.name.text, items: node.wordlist?.map((word) => shellWord(context, word)) ?? null };
  forEachChild(node, (child) => {
    visit(into, child, child === node.body ? branch(context, 'loop', { pos: node.pos, end: node.body.pos }, loop) : context);
  });
}

function visitCase(into: Collected, node: NodeOf<'Case'>, context: Context): void {
  visit(into, node.word, context);
  const earlier: string[] = [];
  for (const item of node.items) {
    const patterns = item.pattern.map((pattern) => pattern.text).join('|');
    for (const pattern of item.pattern) visit(into, pattern, context);
    const text = `${node.word.text} in ${patterns}`;
    const choice: CaseChoice = { word: node.word.text, patterns: item.pattern.map((pattern) => pattern.text), earlier: [...earlier] };
    visit(into, item.body, under(context, { kind: 'case', span: spanOf(context, item), text, choice }));
    earlier.push(...choice.patterns);
    if (earlier.length > MAX_PATTERNS) into.error ??= `more than ${MAX_PATTERNS} patterns in one case`;
  }
}

/** Each branch remembers the patterns before it. */
const MAX_PATTERNS = 1_000;

type Substitution = NodeOf<'CommandExpansion' | 'ProcessSubstitution' | 'ArithmeticCommandExpansion'>;

function visitSubstitution(into: Collected, node: Substitution, context: Context): void {
  if (!node.script) {
    into.error ??= 'shell syntax: a substitution that is not read';
    return;
  }
  const place: Place = node.script.source === undefined
    ? { text: context.text, within: context.within }
    : { text: node.script.source, within: spanOf(context, node) };
  visit(into, node.script, { ...context, ...place, pipe: 'none', pipeline: null, substituted: true });
}

function under(context: Context, condition: ShellCondition): Context {
  return { ...context, conditions: [...context.conditions, condition] };
}

function branch(context: Context, kind: 'if' | 'else' | 'loop' | 'function', decider: { pos: number; end: number }, loop?: ForLoop): Context {
  const text = context.text.slice(decider.pos, decider.end).trim();
  const span: Span = spanOf(context, decider);
  return under(context, { kind, span, text, ...(loop ? { loop } : {}) });
}
