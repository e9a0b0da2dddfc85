import { defineConfig } from "vitest/config";

/**
 * The tests that need a program beside Node and git: Prometheus, Chromium. `pnpm test:integration` runs them, one file after the
 * other; one whose program is missing fails.
 */
export default defineConfig({
  test: {
    include: ["src/**/*.integration.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
});
