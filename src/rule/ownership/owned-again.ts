import { assumed, known, row, type Answer, type Hit, type Hits } from '#answer/answer.js';
import { ask, unheard } from '#answer/ledger.js';
import { saidOnce } from '#answer/once.js';
import { builtWith, type CopyWorld } from '#rule/copies/world.js';
import { ownedDraft, type OwnedDraft } from './draft.js';
import type { OwnedAgain } from './types.js';

export interface OwnedSource {
  readonly world: CopyWorld;
  readonly draft: OwnedDraft;
}

const sources = new WeakMap<OwnedAgain, OwnedSource>();

export function sourceOfOwned(again: OwnedAgain): OwnedSource | null {
  return sources.get(again) ?? null;
}

/** The RUNs of what ships that set owner or mode of copied files. */
export function ownedAgain(world: CopyWorld): readonly OwnedAgain[] {
  const { model, images } = world;
  if (images.length === 0 || !/\bch(?:own|mod|grp)\b/.test(model.document.text)) return [];
  return unheard(() =>
    model.stages.flatMap(({ stage }, index) =>
      model.shipping[index]?.ships === true
        ? stage.instructions.flatMap((instruction, at) => (instruction.keyword === 'RUN' && RECURSIVE.test(instruction.joined) ? (oneOf(world, index, at) ?? []) : []))
        : [],
    ),
  );
}

const RECURSIVE = /\bch(?:own|mod|grp)\b[^&|;]*\s(?:-[A-Za-z]*R|--recursive)/;

function oneOf(world: CopyWorld, stage: number, at: number): OwnedAgain | null {
  const { model, dockerfile } = world;
  const instruction = model.stages[stage]?.stage.instructions[at];
  const subject = dockerfile.stages[stage]?.instructions[at];
  if (!instruction || !subject) return null;
  const built = builtWith(world, stage);
  const drafts = built.map((image) => ownedDraft(image, stage, at, instruction));
  const [draft] = drafts;
  if (!draft) return null;
  const path = model.document.path;
  const other = drafts.findIndex((one) => keyOf(one) !== keyOf(draft));
  const against = draft.against.map(({ text, line }): Hit => ({ text, at: { path, line }, image: null }));
  if (other >= 0) against.push({ text: `builds of the file differ in it: ${built[0]?.build.id} and ${built[other]?.build.id}`, at: { path, line: instruction.lines.first }, image: null });
  // What can be changed is changed; what cannot be stays as it is, and holds only what rests on it.
  const writable = other < 0 && draft.flags.size > 0;
  const hits = known(writable ? [] : saidOnce(against), 'nothing else puts files there, and nothing between sets other owners');
  const lines = draft.brought.map((copy) => copy.lines.first);
  const says = `a file whose owner or mode is set lies whole in the layer that sets it`;
  const stored = known(lines, says, draft.brought.map((copy) => row('source', copy.joined.trim().replace(/\s+/g, ' ').slice(0, 200), { path, line: copy.lines.first })));
  const rows = draft.proof.map((text) => row('source', text, { path, line: instruction.lines.first }));
  const proof: Answer<readonly string[]> = draft.assumed.length === 0 ? known(draft.proof, draft.proof.join('; '), rows) : assumed(draft.proof, draft.assumed.join('; '), rows);
  const again: OwnedAgain = {
    at: subject,
    calls: draft.calls.join(', '),
    copies: [...draft.flags.keys()].flatMap((index) => dockerfile.stages[stage]?.instructions[index] ?? []),
    paths: draft.paths,
    moves: draft.moved !== null,
    writable,
    stored: () => ask(stored),
    proof: () => ask(proof),
    refusals: (): Hits => ask(hits),
  };
  sources.set(again, { world, draft });
  return again;
}

/** What a draft would write. */
function keyOf(draft: OwnedDraft | null): string {
  return draft === null ? '' : JSON.stringify([[...draft.flags], [...draft.commands], draft.moved?.at, draft.moved?.commands, draft.flags.size > 0 ? [] : draft.against]);
}
