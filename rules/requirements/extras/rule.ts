import { defineRule, listedFew, type ExtraPart } from 'slimify';

interface Options {
  readonly smallest: number;
  readonly speed: number;
}

export default defineRule({
  meta: {
    name: 'requirements/extras',
    scope: 'requirement',
    summary: 'Ask for the extras that are used',
    why: 'An extra such as all or standard brings everything that anybody could use a library with, and each image carries what its own code never does.',
    safety: 'review',
    messages: {
      narrower: '{written} brings {goes}, which {whose} needs: {asked} brings {stays}{size}',
      none: '{written} brings {goes}, which {whose} needs: {asked} does{size}',
      speed: 'of what {written} brings, {whose} needs more than {used}, and only where it is there: {asked} works without, more slowly or with less comfort{size}',
    },
    options: {
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: {
          smallest: { type: 'number', minimum: 0, description: 'MB below which an extra that nothing needs is not worth a change' },
          speed: { type: 'number', minimum: 0, description: 'MB below which giving up a faster way is not worth a suggestion' },
        },
      },
      defaults: { smallest: 1, speed: 10 } satisfies Options,
    },
  },
  *check(requirement, { edit, options }) {
    const { name, file, images, extras, url } = requirement;
    // A compiled file follows its source; what comes from an address has extras that no catalogue knows.
    if (file.origin === 'compiled' || images.names.length === 0 || extras.length === 0 || url !== null) return;
    const needs = images.needs();
    const found = requirement.narrowExtras(options.smallest, options.speed);
    const narrow = found.value;
    if (narrow === null) return;
    const goes = narrow.parts.filter((part) => part.goes);
    const asked = narrow.extras.length > 0 ? `${name}[${narrow.extras.join(',')}]` : name;
    const data = {
      written: `${name}[${extras.join(',')}]`,
      asked,
      goes: listOf(goes),
      stays: listOf(narrow.parts.filter((part) => !part.goes && part.standing !== 'free')),
      used: listOf(goes.filter((part) => part.standing === 'speed')),
      whose: images.names.length === 1 ? 'nothing of the image' : `none of the ${images.names.length} images`,
      size: narrow.size === '' ? '' : `; ${narrow.size} less`,
    };
    const message = narrow.cost === 'speed' ? 'speed' : narrow.extras.length > 0 ? 'narrower' : 'none';
    yield {
      findings: [{ message, data, at: requirement, evidence: [found, needs] }],
      ...(narrow.cost === 'speed' ? { atMost: 'suggestion' as const } : {}),
      fix: {
        title: `Ask for ${asked} instead of ${data.written}`,
        changes: [edit.reextra(requirement, narrow.extras)],
        effects: [{ images: 'all', alters: ['versions'] }],
        afterwards: file.compiledTo.map(({ command }) => command),
      },
    };
  },
});

function listOf(parts: readonly ExtraPart[]): string {
  return listedFew(parts.map(({ name }) => name));
}
