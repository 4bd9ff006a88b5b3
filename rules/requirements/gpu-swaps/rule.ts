import { defineRule, type Effect, type SwapPlace } from 'slimify';

export default defineRule({
  meta: {
    name: 'requirements/gpu-swaps',
    scope: 'workspace',
    summary: 'Take what runs on the CPU alone where there is no GPU',
    why: 'Builds for CUDA are larger by hundreds of megabytes, and in a container without a GPU all of that does nothing.',
    safety: 'review',
    messages: {
      name: '{written} is built for a GPU: {to} does the same on the CPU',
      elsewhere: '{written} is built for a GPU: {to} does the same on the CPU of Linux; where there is none of it the line stays',
      extra: '{written} brings the libraries of an accelerator along',
      both: '{from} stands beside {to}: both write the same files, and the one that comes last wins',
    },
  },
  *check(workspace, { edit }) {
    for (const place of workspace.swaps('accelerator')) {
      const { from, to, written, at, means, commands } = place;
      const accelerators = place.accelerators();
      const meant = place.meant();
      yield {
        findings: [{ message: messageFor(place), data: { from, to, written }, at, packages: [from], evidence: [place.counterpart(), meant] }],
        unless: [accelerators, place.uses(), place.requiredBy(), place.against()],
        // Somebody asked for it by name, and on a machine with a GPU it would work.
        ...(meant.value === null ? {} : { atMost: 'suggestion' as const }),
        fix: {
          title: means.kind === 'drop' ? `Drop ${from} beside ${to}` : means.kind === 'extras' ? `Take ${to} without the libraries of an accelerator` : `Take ${to} in place of ${from}`,
          changes: [edit.swap(place)],
          effects: [{ images: 'all', ...effectOf(place) }],
          afterwards: commands,
        },
      };
    }
  },
});

function messageFor({ means, both }: SwapPlace): 'name' | 'elsewhere' | 'extra' | 'both' {
  if (means.kind === 'extras') return 'extra';
  if (both) return 'both';
  return means.kind === 'beside' ? 'elsewhere' : 'name';
}

function effectOf({ means, from, to }: SwapPlace): Omit<Effect, 'images'> {
  switch (means.kind) {
    case 'extras':
      return { alters: ['versions'] };
    case 'drop':
      return { removes: [from] };
    case 'beside':
      return { removes: [from], adds: [to], alters: ['versions'] };
    default:
      return { removes: [from], adds: [to] };
  }
}
