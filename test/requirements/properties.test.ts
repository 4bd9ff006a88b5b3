import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { includesOf } from '#requirements/includes.js';
import { removeEntries } from '#requirements/remove.js';
import { applyEdits } from '#text/edits.js';
import { encode } from '#text/decode.js';
import { checkRequirementsFile } from '../corpus/requirements.js';
import { documentOf, valueOf } from './helpers.js';

const name = fc.constantFrom('flask', 'Jinja2', 'zope.interface', 'torch', 'opencv_python', 'six');
const requirement = fc
  .tuple(name, fc.constantFrom('', '[a]', ' [ b , c ]'), fc.constantFrom('', '==1.0', '>=1,<2', ' ~= 1.4', ' (>=2)', ',\\'), fc.constantFrom('', " ; os_name == 'nt'", ';'))
  .map((parts) => parts.join(''));
const line = fc.oneof(
  { weight: 6, arbitrary: requirement },
  fc.constantFrom(
    '-r base.txt', '-c ../limits.txt', '-i https://a/simple', '-e ./p[x]', './q', 'git+https://a/b.git#egg=c', 'x @ https://a/b.zip ; os_name == "nt"',
    'a==1 \\\n  --hash=sha256:aa', 'a==1 \\\r\n  --hash=sha256:aa', 'foo=1', '{{ x }}', '=======', '# note', '  # via six', '    #   six', '', '   ', '\\', 'b \\', '# slimify-ignore a/b: c',
  ),
);
const comment = fc.constantFrom('', '', '  # why', '\t# why \\', '#no');
const ending = fc.constantFrom('\n', '\n', '\r\n', '\r', '\f', '\u2028');
const file = fc
  .tuple(fc.constantFrom('', '\ufeff'), fc.array(fc.tuple(line, comment, ending), { maxLength: 14 }), fc.boolean())
  .map(([mark, lines, final]) => {
    const text = lines.map((parts) => parts.join('')).join('');
    return mark + (final ? text : text.replace(/[\n\r\f\u2028]+$/, ''));
  });

test('every edit of every document reads again with the change that was asked for, and no other', () => {
  fc.assert(
    fc.property(file, fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 8, maxLength: 8 }), (text, numbers) => {
      let at = 0;
      const check = checkRequirementsFile('svc/requirements.txt', encode(text), () => numbers[at++ % numbers.length] ?? 0);
      expect(check).toMatchObject({ skipped: null, failures: [] });
    }),
    { numRuns: 400 },
  );
});

test('what a removal leaves stands in the file as it did, character by character', () => {
  fc.assert(
    fc.property(file, fc.array(fc.boolean(), { minLength: 14, maxLength: 14 }), (text, chosen) => {
      const document = documentOf(text);
      const gone = document.entries.filter((_, index) => chosen[index]);
      const edits = valueOf(removeEntries(document, gone));
      const after = applyEdits(text, edits).text;
      expect(edits.every((edit) => edit.text === '')).toBe(true);
      expect(text.length - after.length).toBe(edits.reduce((sum, { span }) => sum + span.end - span.start, 0));
      const kept = document.entries.filter((entry) => !gone.includes(entry));
      for (const { span } of kept) expect(edits.some((edit) => edit.span.start < span.end && span.start < edit.span.end)).toBe(false);
      expect(documentOf(after).entries.map(({ joined }) => joined)).toEqual(kept.map(({ joined }) => joined));
    }),
    { numRuns: 400 },
  );
});

test('entries stand in order, none overlaps another, and includes are never outside their line', () => {
  fc.assert(
    fc.property(file, (text) => {
      const document = documentOf(text);
      let at = 0;
      for (const { span, leading, via } of document.entries) {
        const start = leading?.start ?? span.start;
        expect(start).toBeGreaterThanOrEqual(at);
        at = via?.end ?? span.end;
        expect(at).toBeGreaterThan(start);
      }
      for (const { span } of includesOf(document)) if (span) expect(text.slice(span.start, span.end)).toMatch(/\.txt/);
    }),
  );
});
