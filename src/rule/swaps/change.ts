import { splitByMarker } from '#requirements/split-by-marker.js';
import { sourceOfRequirement } from '#rule/requirement-subject.js';
import type { SwapPlace } from '#rule/swap-places.js';
import type { Change, Edit } from '#rule/types.js';

/** What a place becomes with the smaller distribution. */
export function swapChange(edit: Edit, { means, to, at }: SwapPlace): Change {
  switch (means.kind) {
    case 'rename':
      return edit.rename(means.line, to);
    case 'drop':
      return edit.remove(means.line);
    case 'extras':
      return edit.reextra(means.line, means.extras);
    case 'word':
      return edit.replaceWord(means.install, means.word, means.by);
    case 'none':
      return { kind: 'impossible', path: at.at.path, reason: means.because };
    case 'beside': {
      const { path } = means.line.at;
      const source = sourceOfRequirement(means.line);
      const edits = source ? splitByMarker(source.document, source.entry, to, means) : null;
      return edits?.ok ? { kind: 'edit', path, edits: edits.value } : { kind: 'impossible', path, reason: edits?.reason ?? 'it was not made by the engine' };
    }
  }
}
