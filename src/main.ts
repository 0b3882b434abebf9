#!/usr/bin/env node
import { requireNode } from './kit/node-version.ts';

const verbs = {
  seal: () => import('./actions/seal.ts'),
  verify: () => import('./actions/verify.ts'),
};

if (requireNode()) {
  const { main } = await import('./kit/run.ts');
  const { VERSION } = await import('./kit/version.ts');
  const { wire } = await import('./kit/wire.ts');
  process.exitCode = await main({ version: VERSION, verbs, wire });
}
