import { assumed, incomplete, known, row, type Answer, type Evidence } from '#answer/answer.js';
import { unheard } from '#answer/ledger.js';
import { rowsOnce } from '#answer/once.js';
import { equivalentOf } from '#knowledge/equivalents.js';
import type { ImageNeeds } from '#needs/types.js';
import { whatMade } from '#needs/what-if.js';
import type { Requirement } from '#rule/requirement.js';
import { replaceable } from './replaceable.js';
import type { Narrow, NarrowImage, NarrowLimits } from './types.js';

type Found = Answer<Narrow | null>;

/** What the images that install a line could do without it; null where one of them needs it as it is, or where all would only lose it. */
export function narrowOf(requirement: Pick<Requirement, 'name' | 'at'>, images: readonly ImageNeeds[], limits: NarrowLimits): Found {
  return unheard(() => found(requirement, images, limits));
}

function found({ name, at }: Pick<Requirement, 'name' | 'at'>, images: readonly ImageNeeds[], limits: NarrowLimits): Found {
  const told: NarrowImage[] = [];
  for (const needs of images) {
    const answer = replaceable(needs, name, limits);
    if (answer === null) return known(null, `${needs.image} has it for the build alone`);
    if (answer.kind === 'keep') return known(null, `${needs.image}: ${answer.because}`);
    // Those go first; then it is a matter of its own.
    if (answer.kind === 'code' && answer.after.length > 0) return known(null, `${needs.image}: ${answer.after.join(', ')} brings it, which nothing needs`);
    const first = answer.kind === 'code' ? answer.uses[0]?.places[0] : answer.kind === 'lines' ? answer.lines[0]?.at : at;
    told.push({ image: needs.image, answer, at: first ?? at });
  }
  // What nothing needs is a finding of requirements/unused.
  if (told.every(({ answer }) => answer.kind === 'remove')) return known(null, 'no image does anything with it');
  const evidence = rowsOnce(told.flatMap((one) => evidenceOf(name, one)));
  const open = told.flatMap(({ answer }) => (answer.kind === 'lines' ? answer.lines.filter(({ version }) => version === null) : []))[0];
  if (open) return incomplete({ images: told }, `which version of ${open.name} comes today is not told: --resolve, a lock or --venv says`, evidence);
  // The comments of a compiled file tell less than metadata does.
  if (told.some(({ answer }) => answer.kind === 'lines') && images.some((needs) => whatMade(needs)?.judged.asked.some(({ kind }) => kind === 'compiled'))) {
    return incomplete({ images: told }, 'a compiled file tells what comes, and by its comments alone who brings it', evidence);
  }
  return assumed({ images: told }, `who requires whom is taken from records: nothing else is known to need ${name}`, evidence);
}

function evidenceOf(name: string, { answer }: NarrowImage): readonly Evidence[] {
  switch (answer.kind) {
    case 'remove':
      return [row('absence', answer.reason)];
    case 'lines':
      return answer.lines.map((line) => row('source', `${line.name}: ${line.reason}`, line.at));
    case 'code':
      return answer.uses.flatMap((use) => [
        ...use.places.map((at) => row('source', `uses ${use.symbol}`, at)),
        ...equivalentOf(name, use.symbol).evidence,
      ]);
  }
}
