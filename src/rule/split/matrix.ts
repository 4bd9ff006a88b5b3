import { assumed, row, type Answer } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import { isDevelopmentTool } from '#knowledge/categories.js';
import type { Need } from '#needs/types.js';
import type { WorkspaceNeeds } from '#needs/workspace-needs.js';
import { imagePurposes, type ImagePurpose } from '#rule/image-purposes.js';
import { containerUses, type OutsideUse } from '#rule/outside-uses.js';
import type { Requirement } from '#rule/requirement.js';
import { toolUse } from '#rule/tool-words.js';
import type { Consumer } from './consumers.js';
import { spokenFor } from './spoken-for.js';

/** Who needs a line of the shared file. */
export interface LineNeeds {
  readonly line: Requirement;
  /** Numbers of the consumers that need it, in order. */
  readonly consumers: readonly number[];
  /** Nobody needs it, and it is a tool for developers or only imported by tests. */
  readonly dev: boolean;
  /** Nobody needs it: it stays with all, since it is not for a split to take it away. */
  readonly unused: boolean;
  /** The first image whose code needs it, for a person; null: none, or it cannot be told. */
  readonly first: { readonly image: string; readonly reason: string } | null;
  readonly needs: Answer<unknown>;
}

/** Reasons that are shown of one line. */
const MOST_SHOWN = 12;

/**
 * The verdicts on each line by consumer. Where a verdict cannot be told the image needs the line; so does one that only pins what
 * comes along. In images for tests and development tools count as needed. What nobody needs stays with all of them, as long as no other
 * rule has taken it out; tools of developers are told apart.
 */
export function needsMatrix(snapshot: Snapshot, lines: readonly Requirement[], consumers: readonly Consumer[], needs: WorkspaceNeeds): readonly LineNeeds[] {
  const purposes = imagePurposes(snapshot);
  const numbers = new Map(consumers.flatMap(({ images }, index) => images.map(({ build }) => [build.id, index] as const)));
  const ids = [...numbers.keys()];
  return lines.map((line): LineNeeds => {
    const takers = new Map<number, { readonly image: string; readonly need: Need }>();
    const told = new Set<string>();
    const others: Need[] = [];
    for (const one of needs.at(line.at.path, line.at.line, line.name, ids)) {
      const number = numbers.get(one.image);
      if (number === undefined) continue;
      told.add(one.image);
      if (!isNeeded(one.need, purposes.get(one.image))) others.push(one.need);
      else if (!takers.has(number) || takers.get(number)?.need.verdict === 'unknown') takers.set(number, one);
    }
    const spoken = spokenFor(snapshot, line, consumers);
    // What was not looked at may need it.
    const untold = [...numbers].flatMap(([image, number]) => (told.has(image) || purposes.get(image)?.kind === 'spare' ? [] : [number]));
    const found = [...new Set([...takers.keys(), ...untold, ...spoken.keys()])].sort((a, b) => a - b);
    const tool = found.length === 0 && others.length > 0 && others.every(({ verdict }) => verdict === 'dev');
    const inside = tool ? ranInside(snapshot, line, consumers) : undefined;
    const sure = [...takers.values()].find(({ need }) => need.verdict !== 'unknown');
    // Of a tool that nobody is known to run, whoever cannot be told says nothing: that is no reason to make a group of it.
    const doubted = found.length > 0 && !sure && spoken.size === 0 && isDevelopmentTool(line.name);
    const needing = inside || doubted ? [...consumers.keys()] : found;
    const dev = tool && !inside;
    const unused = needing.length === 0 && !dev;
    const all = unused ? [...consumers.keys()] : needing;
    const shown = inside ? [row('source', inside.text, inside.at)] : needing.slice(0, MOST_SHOWN).map((number) => spoken.get(number) ?? evidenceOf(consumers[number], takers.get(number)?.need));
    const rest = others.slice(0, 1).map(({ reason }) => row('absence', `${consumers.length - needing.length} of ${consumers.length} do not need it: ${reason}`));
    const because = needing.length === 0 ? `no service needs ${line.name}` : `${needing.length} of ${consumers.length} services need ${line.name}`;
    return {
      line,
      consumers: all,
      dev,
      unused,
      first: sure ? { image: sure.image, reason: sure.need.reason } : null,
      needs: assumed(null, `${because}, as far as their code tells`, [...shown, ...(needing.length < consumers.length ? rest : [])]),
    };
  });
}

function isNeeded({ verdict }: Need, purpose: ImagePurpose | undefined): boolean {
  if (verdict === 'unused') return false;
  const kind = purpose?.kind ?? 'production';
  // A development container is made from the image.
  if (verdict === 'dev') return purpose?.devcontainer != null || !['production', 'example', 'spare'].includes(kind);
  return !(verdict === 'unknown' && kind === 'spare');
}

/** Where a Makefile, a script or CI runs the tool in a container of one of the images. */
function ranInside(snapshot: Snapshot, line: Requirement, consumers: readonly Consumer[]): OutsideUse | undefined {
  return containerUses(snapshot, consumers.map(({ name }) => name), false, toolUse(line.name)).find(({ mild }) => !mild);
}

function evidenceOf(consumer: Consumer | undefined, need: Need | undefined): ReturnType<typeof row> {
  const name = consumer?.name ?? '';
  if (!need) return row('assumption', `${name}: what it needs cannot be told`);
  const proof = need.evidence.find(({ path }) => path !== null);
  const at = proof?.path ? { path: proof.path, line: proof.line ?? 1 } : need.asked.at;
  return row(need.verdict === 'unknown' ? 'assumption' : 'source', `${name}: ${need.reason}`, at);
}
