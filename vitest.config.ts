import { configDefaults, defineConfig } from 'vitest/config';

/** Minutes with real pip and uv against local indexes: `npm run test:indexes`. */
const INDEXES = ['test/indexes/placements.test.ts', 'test/hostile/sizes.test.ts'];
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
