import { describe, expect, test } from 'vitest';
import { parseRequirements } from '#requirements/parse.js';
import { splitByMarker } from '#requirements/split-by-marker.js';
import { applyEdits } from '#text/edits.js';

const WHERE = { is: "sys_platform != 'darwin'", other: "sys_platform == 'darwin'" };

/** The text after the first requirement is split, or why it cannot be. */
function split(text: string): string {
  const document = parseRequirements('requirements.txt', text);
  if (!document.ok) return document.reason;
  const entry = document.value.entries.find((one) => one.kind === 'requirement');
  if (entry?.kind !== 'requirement') return 'no requirement';
  const edits = splitByMarker(document.value, entry, 'xgboost-cpu', WHERE);
  return edits.ok ? applyEdits(text, edits.value).text : edits.reason;
}

describe('one line becomes two', () => {
  test('the comment stays with the first, and what follows stays below', () => {
    expect(split('xgboost==3.0.5  # the scores\nzipp==3.21.0\n')).toBe(`xgboost-cpu==3.0.5 ; sys_platform != 'darwin'  # the scores
xgboost==3.0.5 ; sys_platform == 'darwin'
zipp==3.21.0
`);
  });

  test('the last line of a file without a line end has none after it either', () => {
    expect(split('flask\n'.replace('flask', 'xgboost').trimEnd())).toBe("xgboost-cpu ; sys_platform != 'darwin'\nxgboost ; sys_platform == 'darwin'");
  });

  test('line ends of Windows stay', () => {
    expect(split('xgboost\r\nzipp\r\n')).toBe("xgboost-cpu ; sys_platform != 'darwin'\r\nxgboost ; sys_platform == 'darwin'\r\nzipp\r\n");
  });

  test.each([
    ['a marker', "xgboost ; python_version < '3.9'\n", 'xgboost has a marker already'],
    ['a hash', `xgboost==3.0.5 --hash=sha256:${'a'.repeat(64)}\n`, 'xgboost has options of its own'],
    ['a line continuation', 'xgboost==3.0.5 \\\n  # noqa\n', 'xgboost is split by a line continuation'],
  ])('%s is in the way', (_, text, reason) => {
    expect(split(text)).toBe(reason);
  });
});
