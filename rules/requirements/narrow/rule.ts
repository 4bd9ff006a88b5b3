import { defineRule, listed, type BroughtLine, type Change, type Edit, type NarrowImage, type NarrowLimits, type Requirement, type ReplaceableUse } from 'slimify';

export default defineRule({
  meta: {
    name: 'requirements/narrow',
    scope: 'requirement',
    summary: 'Replace a heavy requirement of which little is used',
    why: 'A library of a hundred megabytes is installed, scanned and updated for one function that three lines, Python itself or a lighter library would do as well.',
    safety: 'review',
    messages: {
      code: '{whose} {name} for {uses} alone: {by} would do{adds}{size}',
      lines: '{whose} {name} for what it brings alone: {lines} {isare} what is needed of it{size}',
    },
    options: {
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: {
          heavy: { type: 'number', minimum: 0, description: 'MB that have to fall for a change to be worth a word' },
          uses: { type: 'number', minimum: 1, description: 'names of a library that code may use at most' },
        },
      },
      defaults: { heavy: 10, uses: 5 } satisfies NarrowLimits,
    },
  },
  *check(requirement, { edit, options }) {
    const { name, file, images, url } = requirement;
    // A compiled file follows its source; what comes from an address is somebody's own choice of a build.
    if (file.origin === 'compiled' || images.names.length === 0 || url !== null) return;
    const found = requirement.narrow(options);
    if (found.value === null) return;
    const all = found.value.images;
    const needs = images.needs();
    const size = all.map(({ answer }) => ('freed' in answer ? answer.freed : null)).reduce((most, one) => ((one?.megabytes ?? 0) > (most?.megabytes ?? 0) ? one : most), null)?.size ?? '';
    const using = all.filter(({ answer }) => answer.kind !== 'remove').length;
    const whose = all.length === 1 ? 'the image has' : `${using === all.length ? `all ${using}` : `${using} of ${all.length}`} images ${using === 1 ? 'has' : 'have'}`;
    const data = { name, whose, size: size === '' ? '' : `; ${size} less` };
    const uses = usesIn(all);
    if (uses.length > 0) {
      const by = [...new Set(uses.map(shortOf))];
      const adds = [...new Set(all.flatMap(({ answer }) => (answer.kind === 'code' ? answer.adds : [])))];
      const said = { ...data, uses: listed(uses.map((use) => `${use.symbol} (${placeOf(use)})`)), by: by.join('; '), adds: adds.length > 0 ? `, with ${listed(adds)} to be asked for` : '' };
      yield { findings: [{ message: 'code', data: said, at: requirement, evidence: [found, needs] }], atMost: 'suggestion' };
      return;
    }
    const lines = linesIn(all);
    if (lines === null) return;
    const [first, ...others] = changesFor(edit, requirement, lines);
    if (!first) return;
    const told = lines.every(({ version }) => version !== null);
    yield {
      findings: [{ message: 'lines', data: { ...data, lines: listed(lines.map(writtenOf)), isare: lines.length === 1 ? 'is' : 'are' }, at: requirement, evidence: [found, needs] }],
      ...(told ? {} : { atMost: 'suggestion' as const }),
      fix: {
        title: `Ask for ${listed(lines.map((line) => line.name))} instead of ${name}`,
        changes: [first, ...others],
        effects: [{ images: 'all', removes: [name], adds: lines.map((line) => line.name) }],
        afterwards: file.compiledTo.map(({ command }) => command),
      },
    };
  },
});

/** Every use of every image; empty where one of them is replaced by a line. */
function usesIn(images: readonly NarrowImage[]): readonly ReplaceableUse[] {
  if (images.some(({ answer }) => answer.kind === 'lines')) return [];
  return [...new Map(images.flatMap(({ answer }) => (answer.kind === 'code' ? answer.uses : [])).map((use) => [`${use.symbol} ${placeOf(use)}`, use])).values()];
}

/** The lines that all images agree on; null: they do not. */
function linesIn(images: readonly NarrowImage[]): readonly BroughtLine[] | null {
  const all = images.flatMap(({ answer }) => (answer.kind === 'lines' ? [answer.lines] : []));
  const [first] = all;
  if (!first || images.some(({ answer }) => answer.kind === 'code')) return null;
  const key = first.map(writtenOf).join();
  return all.every((lines) => lines.map(writtenOf).join() === key) ? first : null;
}

function changesFor(edit: Edit, requirement: Requirement, lines: readonly BroughtLine[]): readonly Change[] {
  return [...lines.map((line) => edit.addRequirement(writtenOf(line), requirement)), edit.remove(requirement)];
}

/** The version that comes today, so that the image stays as it is. */
function writtenOf({ name, version }: BroughtLine): string {
  return version === null ? name : `${name}==${version}`;
}

function placeOf({ places: [at, ...others] }: ReplaceableUse): string {
  return at ? `${at.path}:${at.line}${others.length > 0 ? ` and ${others.length} more` : ''}` : '';
}

/** The equivalent itself, where it is one line. */
function shortOf({ by, with: needs }: ReplaceableUse): string {
  const lines = by.split('\n');
  return lines.length === 1 ? by : `${lines.length} lines of Python${needs.length > 0 ? ` with ${listed(needs)}` : ''}`;
}
