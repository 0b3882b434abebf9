/** ESM throughout; swc strips the types and leaves the module format alone. */
const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.[tj]s$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript' },
          target: 'es2024',
          experimental: { keepImportAttributes: true },
        },
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/lib/', '<rootDir>/dist/'],
};

/** Suites that measure against the clock: apart from all others, one by one. */
const timed = ['<rootDir>/__tests__/faults/', '<rootDir>/__tests__/io/http/'];

export default {
  projects: [
    {
      ...common,
      testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
      testPathIgnorePatterns: timed,
    },
    {
      ...common,
      testMatch: timed.map((folder) => `${folder}**/*.test.ts`),
      runner: '<rootDir>/scripts/test/one-by-one.cjs',
    },
  ],
  // jest would leave one processor to itself, and most tests wait for sockets and processes.
  maxWorkers: '100%',
  testTimeout: 30_000,
};
