import { healthcheckCommand } from '#dockerfile/instruction.js';
import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';
import type { Command, Entry } from './image.js';
import type { StageModel } from '#image/stages/stages.js';

/** Of Linux images (dockerfile2llb/defaultshell.go). */
const DEFAULT_SHELL: readonly string[] = ['/bin/sh', '-c'];

const NOTHING: Entry = { entrypoint: null, command: null, healthcheck: null };

/**
 * What starts when a container does, from the stages of a chain. A stage inherits all of it from the one
 * below; its own ENTRYPOINT takes an inherited CMD away, unless the stage has set a CMD before it
 * (dispatchEntrypoint in BuildKit's convert.go: `if !d.cmd.IsSet`, and every stage starts unset).
 */
export function entryOf(document: DockerfileDocument, chain: readonly StageModel[]): Entry {
  let entry = NOTHING;
  let shell = DEFAULT_SHELL;
  for (const { stage } of chain) {
    let commandSet = false;
    for (const instruction of stage.instructions) {
      if (instruction.keyword === 'SHELL') {
        shell = instruction.json?.map(({ value }) => value) ?? shell;
      } else if (instruction.keyword === 'CMD') {
        commandSet = true;
        entry = { ...entry, command: commandOf(document, instruction, shell) };
      } else if (instruction.keyword === 'ENTRYPOINT') {
        entry = { ...entry, entrypoint: commandOf(document, instruction, shell), command: commandSet ? entry.command : null };
      } else if (instruction.keyword === 'HEALTHCHECK') {
        entry = { ...entry, healthcheck: instruction.words[0]?.text.toUpperCase() === 'NONE' ? 'none' : commandOf(document, instruction, shell) };
      }
    }
  }
  return entry;
}

/** Neither form is expanded by BuildKit: variables are the shell's, or stay as they are. */
function commandOf({ path }: DockerfileDocument, instruction: Instruction, shell: readonly string[]): Command {
  const { keyword, joined, args, json, lines } = instruction;
  const at = { path, line: lines.first };
  if (json) return { form: 'exec', words: json.map(({ value }) => value), shell: null, at };
  const start = keyword === 'HEALTHCHECK' ? healthcheckCommand(joined, args) : args.start;
  const text = joined.slice(start, args.end).trim();
  // A bare `CMD` or `ENTRYPOINT` runs nothing, as `[]` does.
  return text === '' ? { form: 'exec', words: [], shell: null, at } : { form: 'shell', words: [text], shell, at };
}
