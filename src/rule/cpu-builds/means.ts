import type { Hit } from '#answer/answer.js';
import type { RequirementsDocument } from '#requirements/types.js';
import type { Install, Instruction } from '#rule/dockerfile.js';
import { sourceOfInstruction } from '#rule/dockerfile-subject.js';
import type { TorchMeans } from '#rule/torch-installs.js';
import { heldVersion } from './built-for.js';
import type { Coming } from './coming.js';
import { FAMILY } from './family.js';
import { writtenInstall } from './written-install.js';

/** The install of its own with a comment that says whose it is. */
export function textBefore(install: Install, place: Instruction, coming: Coming, indexUrl: string): string {
  return `${commentFor(coming.names)}\n${writtenInstall(install, coming, indexUrl)}${isHeaded(place) ? '\n\n' : ''}`;
}

function commentFor(names: readonly string[]): string {
  return `# slimify (requirements/cpu-torch): ${names.join(', ')} for the CPU first; what is installed later finds it there.`;
}

export function isWritable({ install: { install } }: Coming): boolean {
  return install.script === null && !install.nested && install.call.first === 0;
}

/** A comment of its own stands above it: a blank line keeps it with its instruction. */
function isHeaded(instruction: Instruction): boolean {
  return sourceOfInstruction(instruction)?.instruction.leading != null;
}

/**
 * An option of the call: an extra index for pip where torch is pinned; the index alone where nothing else is installed. Null: neither.
 */
export function optionMeans(coming: Coming, install: Install, documents: readonly RequirementsDocument[], indexUrl: string): TorchMeans | null {
  const { request, lines, install: { inputs, install: call } } = coming;
  if (call.script !== null || call.nested || call.call.first > 0) return null;
  const alone = documents.length === 0 && inputs.every((input) => input.kind === 'inline') && request.lines.every(({ name }) => FAMILY.includes(name)) && request.left.length === 0;
  const torch = heldVersion({ request, lines }, 'torch');
  const literal = lines.some(({ text }) => text.includes('==='));
  const extra = request.manager === 'pip' && torch !== null && !literal && coming.looks === null;
  if (extra) return { kind: 'option', install, option: `--extra-index-url=${indexUrl}`, word: null };
  if (alone) {
    const at = install.words.findIndex((word) => /^--extra-index-url(?:=|$)/.test(word));
    const word = install.words[at];
    if (coming.looks === 'luck' && word !== undefined) return { kind: 'option', install, option: '', word: { from: word, to: word.replace('--extra-index-url', '--index-url') } };
    return request.indexes.index === null ? { kind: 'option', install, option: `--index-url=${indexUrl}`, word: null } : null;
  }
  return null;
}

/** pip installs into a folder of its own as if nothing were there: each call that brings torch would bring it again. */
export function againstAside({ install, request, others, lines }: Coming, option: TorchMeans | null): readonly Pick<Hit, 'text' | 'at'>[] {
  const { kind } = install.into;
  if (option === null || request.manager !== 'pip' || (kind !== 'target' && kind !== 'prefix') || others === 0) return [];
  const what = lines[0]?.name ?? 'torch';
  return [{ text: `another install into the same --${kind} brings ${what} again, and pip does not look there for what is there`, at: install.at }];
}
