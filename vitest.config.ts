import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['slimify-source'] },
  ssr: { resolve: { conditions: ['slimify-source'] } },
  test: { include: ['test/**/*.test.ts'], environment: 'node', testTimeout: 30_000 },
});
