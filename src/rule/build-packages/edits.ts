import { cutRun } from '#dockerfile/layout-cut.js';
import type { WordChange } from '#dockerfile/layout-types.js';
import { removeInstruction } from '#dockerfile/edit-instructions.js';
import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';
import { isUpkeep, sharedClean } from '#rule/stages/pieces.js';
import type { RoleOfCommand } from '#rule/stages/roles.js';
import type { TextEdit } from '#text/edits.js';
import { read, unreadable, type Read } from '#text/read.js';

export interface RunWithout {
  readonly document: DockerfileDocument;
  readonly instruction: Instruction;
  readonly commands: readonly RoleOfCommand[];
  /** Packages that go out of its installs and removals; by name. */
  readonly gone: ReadonlySet<string>;
  /** What stands in the place of one. */
  readonly instead: ReadonlyMap<string, readonly string[]>;
}

/**
 * A RUN without some packages. A call that has none left goes; where no other call of apt is left, its updates and clean-ups go along,
 * and the RUN itself where it did nothing else.
 */
export function runWithout({ document, instruction, commands, gone, instead }: RunWithout): Read<readonly TextEdit[]> {
  const words: WordChange[] = [];
  const dropped = new Set<number>();
  let left = 0;
  for (const [at, { role, command }] of commands.entries()) {
    if (role.kind !== 'apt' || (role.call.action !== 'install' && role.call.action !== 'remove')) continue;
    let stay = 0;
    const own: WordChange[] = [];
    for (const { name, span } of role.call.packages) {
      const word = command.wordSpans.findIndex((one) => one !== null && span !== null && one.start === span.start);
      const stands = role.call.action === 'install' ? (instead.get(name) ?? []) : [];
      if (!gone.has(name)) stay += 1;
      else if (word < 0) return unreadable(`\`${name}\` cannot be edited`);
      else {
        if (stands.length > 0) stay += 1;
        own.push({ command: at, word, by: stands.length > 0 ? stands.join(' ') : null });
      }
    }
    if (stay > 0 || own.length === 0) {
      words.push(...own);
      left += 1;
    } else dropped.add(at);
  }
  if (dropped.size > 0 && left === 0) for (const [at, { role, command }] of commands.entries()) if (role.kind === 'apt' ? isUpkeep(role.call) : sharedClean({ role, command, line: 0 })) dropped.add(at);
  const keep = commands.flatMap((_, at) => (dropped.has(at) ? [] : at));
  if (keep.every((at) => commands[at]?.role.kind === 'neutral' || commands[at]?.role.kind === 'clean')) return removeInstruction(document, instruction);
  const text = cutRun(document, instruction, keep, words);
  return text.ok ? read([{ span: instruction.span, text: text.value }]) : text;
}
