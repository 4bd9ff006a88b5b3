import { assumed, incomplete, known, row, type Answer, type Evidence } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import { baseDoubt, standsOnOwn } from '#needs/surroundings.js';
import type { TorchInstall } from '#rule/torch-installs.js';
import { configuredIndexes } from './built-for.js';
import type { Coming } from './coming.js';

/** That torch comes for CUDA, with the way from what is asked for. */
export function comesAnswer(snapshot: Snapshot, comings: readonly Coming[], { chain, written }: Pick<TorchInstall, 'chain' | 'written'>): Answer<boolean> {
  const way = written === null ? `${chain.join(' -> ')}: ${chain[0] ?? ''} brings ${chain.at(-1) ?? 'torch'} along` : `${written} is asked for`;
  const because = `${way}; the build for Linux on PyPI is for CUDA`;
  const evidence: Evidence[] = comings.map(({ install, lines, request }) => row('source', because, (lines[0] ?? request.lines.find(({ name }) => name === chain[0]))?.at ?? install.at));
  const distinct = [...new Map(evidence.map((one) => [`${one.path}:${one.line}`, one])).values()];
  const gap = comings.map((one) => gapOf(snapshot, one)).find((text) => text !== null);
  if (gap != null) return incomplete(true, gap, distinct);
  const guess = comings.find((one) => one.assumed !== null)?.assumed ?? (written === null ? `${chain[0] ?? ''} takes the newest torch on the index for the CPU` : null);
  return guess === null ? known(true, because, distinct) : assumed(true, guess, distinct);
}

const PYPI = /^https?:\/\/(?:pypi\.org|pypi\.python\.org)(?:\/|$)/;

/** Why torch may come from elsewhere; null: nothing says so. */
function gapOf(snapshot: Snapshot, { image, install, request }: Coming): string | null {
  if (standsOnOwn(image, snapshot)) return `${image.build.id} is made from another image of the workspace, which may have torch already`;
  const base = baseDoubt(image);
  if (base) return `${base.text.replace(/ that need it$/, '').replace(/; packages.*$/, '')}: torch may be there already`;
  if (install.doubt !== null) return install.doubt;
  const { index, noIndex } = request.indexes;
  if ([...(index === null ? [] : [index]), ...configuredIndexes(image)].some((one) => !PYPI.test(one))) return 'an index of one\'s own is used, and what it has cannot be told';
  return noIndex ? 'no index is asked' : null;
}
