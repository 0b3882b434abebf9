/** The version of the format. What a later one means nobody here can know. */
import type { Kind } from './kinds.ts';

export const version: Kind<1> = {
  schema: { const: 1 },
  words: '`1`',
  read: (node, here) => {
    if (node.kind === 'scalar' && node.value === 1) return 1;
    const fix = 'Write `version: 1`, or use a Custody that knows that version.';
    return here.refuse(node, { problem: 'is an unknown version', fix }, 'CUSTODY-501');
  },
};
