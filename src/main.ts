#!/usr/bin/env node
import { requireNode } from './kit/node-version.ts';

const verbs = {
  seal: () => import('./actions/seal.ts'),
  conformance: () => import('./actions/conformance.ts'),
  verify: () => import('./actions/verify.ts'),
  sbom: () => import('./actions/sbom.ts'),
  policy: () => import('./actions/policy.ts'),
  explain: () => import('./actions/explain.ts'),
};

// Whatever ends this process before it has decided must not look like a pass.
if (requireNode()) {
  process.exitCode = 2;
  const { main } = await import('./kit/run.ts');
  const { VERSION } = await import('./kit/version.ts');
  const { wire } = await import('./kit/wire.ts');
  const code = await main({ version: VERSION, verbs, wire });
  process.exitCode = code === 0 || code === 1 ? code : 2;
}
