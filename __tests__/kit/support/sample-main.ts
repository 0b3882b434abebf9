/** The sample verb as a program of its own. */
import { main } from '../../../src/kit/run.ts';

process.exitCode = await main({
  version: '1.2.3',
  verbs: { sample: () => import('./sample.ts') },
  wire: () => undefined as never,
});
