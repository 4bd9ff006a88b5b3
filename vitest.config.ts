import { configDefaults, defineConfig } from 'vitest/config';

/** Suites of their own, since they take minutes; all else is `npm test`. */
const SUITES: Readonly<Record<string, readonly string[]>> = {
  /** Real pip and uv against local indexes: `npm run test:indexes`. */
  indexes: ['test/indexes/placements.test.ts', 'test/indexes/proved-fixtures.test.ts', 'test/hostile/sizes.test.ts', 'test/pyproject/real-tools.test.ts'],
  /** What `--resolve` proves of the examples, against PyPI: `npm run test:proof`. Some 200 resolutions, which a cold cache asks the network for. */
  proof: ['test/indexes/proved-examples.test.ts'],
};
const suite = process.env['SLIMIFY_SUITE'];
const chosen = suite === undefined ? null : SUITES[suite] ?? [];

export default defineConfig({
  resolve: { conditions: ['slimify-source'] },
  ssr: { resolve: { conditions: ['slimify-source'] } },
  test: {
    include: chosen ? [...chosen] : ['test/**/*.test.ts'],
    exclude: chosen ? configDefaults.exclude : [...configDefaults.exclude, ...Object.values(SUITES).flat()],
    environment: 'node',
    testTimeout: 30_000,
  },
});
