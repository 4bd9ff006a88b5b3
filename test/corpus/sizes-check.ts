/** Prints how well measured sizes are told by the other figures of the catalogue: `npm run sizes:check`. */
import { readFileSync } from 'node:fs';
import type { SizesFile } from '#knowledge/package-sizes.js';
import { leftOut } from '../sizes/catalogue/left-out.js';

const content = JSON.parse(readFileSync(new URL('../../src/knowledge/package-sizes.json', import.meta.url), 'utf8')) as SizesFile;
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
for (const { how, wheels, inside, median, ninth, sum } of leftOut(content)) {
  process.stdout.write(`${how}: ${wheels} wheels, ${percent(inside)} in the range; the middle wrong by ${percent(median)} (median), ${percent(ninth)} (nine of ten), the sum by ${percent(sum)}\n`);
}
