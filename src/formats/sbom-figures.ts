/** Our own figures in an SBOM: properties of CycloneDX, annotations of SPDX. */
import type { Sbom } from '../model/sbom.ts';
import { roundedDown, roundedUp } from '../model/share.ts';
import type { Truth } from '../model/truth.ts';

/** `NAME` in CycloneDX, `NAME=VALUE` in SPDX. */
export const figureNames = {
  precision: 'custody:sbom:precision',
  recall: 'custody:sbom:recall',
  opaque: 'custody:sbom:opaque',
  methods: 'custody:sbom:methods',
} as const satisfies Readonly<Record<keyof Truth, string>>;

/** For formats without a word of their own for it. */
export const PHASE_FIGURE = 'custody:sbom:phase';

const STEPS = 10_000;

/** Name and value of each; shares with four places, never better than they are. */
export function figuresOf({
  precision,
  recall,
  opaque,
  methods,
}: Truth): readonly (readonly [string, string])[] {
  return [
    [figureNames.precision, `${roundedDown(precision, STEPS)}`],
    [figureNames.recall, `${roundedDown(recall, STEPS)}`],
    [figureNames.opaque, `${roundedUp(opaque, STEPS)}`],
    [figureNames.methods, methods.join(' ')],
  ];
}

/** What of them a document states. A share that is none, or stands there twice, is not stated. */
export function statedIn(pairs: readonly (readonly [name: string, value: string])[]): Sbom['stated'] {
  const stated: { precision?: number; recall?: number; opaque?: number } = {};
  for (const key of ['precision', 'recall', 'opaque'] as const) {
    const values = pairs.filter(([name]) => name === figureNames[key]).map(([, value]) => value);
    const [value = '', ...more] = values;
    if (more.length === 0 && /^(?:0(?:\.\d{1,16})?|1)$/.test(value)) stated[key] = Number(value);
  }
  return stated;
}
