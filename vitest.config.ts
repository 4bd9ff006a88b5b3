import { configDefaults, defineConfig } from 'vitest/config';

/** Minutes with real pip and uv against local indexes, and for the examples PyPI: `npm run test:indexes`. */
const INDEXES = ['test/indexes/placements.test.ts', 'test/indexes/proved-examples.test.ts', 'test/indexes/proved-fixtures.test.ts', 'test/hostile/sizes.test.ts', 'test/pyproject/real-tools.test.ts'];
const alone = process.env['SLIMIFY_SUITE'] === 'indexes';

export default defineConfig({
  resolve: { conditions: ['slimify-source'] },
  ssr: { resolve: { conditions: ['slimify-source'] } },
  test: {
    include: alone ? INDEXES : ['test/**/*.test.ts'],
    exclude: alone ? configDefaults.exclude : [...configDefaults.exclude, ...INDEXES],
    environment: 'node',
    testTimeout: 30_000,
  },
});
