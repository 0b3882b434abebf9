/** SBOMs as the writers take them: one by hand, and any that could come of hostile files. */
import fc from 'fast-check';
import { purlOf } from '../../src/formats/purl-of.ts';
import type { Bom, Component } from '../../src/model/bom.ts';
import { methods } from '../../src/model/inventory.ts';

const hex = (algorithm: 'sha256' | 'sha384' | 'sha512', digit: string) =>
  digit.repeat({ sha256: 64, sha384: 96, sha512: 128 }[algorithm]);

export function component(name: string, changes: Partial<Component> = {}): Component {
  const { type = 'npm', version = '1.0.0' } = changes;
  const purl = purlOf(type, name, version) ?? '';
  const proofs = [{ method: 'manifest', confidence: 1, at: { file: `${name}/package.json` } }] as const;
  return { type, name, version, purl, hashes: {}, scope: 'required', proofs, ...changes };
}

export function bom(changes: Partial<Bom> = {}): Bom {
  return {
    product: { name: 'dist/app.tgz', digests: { sha256: hex('sha256', 'a') } },
    components: [],
    gaps: [],
    phase: 'build',
    tool: { name: 'custody', version: '1.2.3' },
    ...changes,
  };
}

const odd = fc.constantFrom(
  'NOASSERTION',
  'NONE',
  'LicenseRef-1',
  '</script>',
  '::error::x',
  'custody:sbom:precision=1',
  '\u202e',
  'a\nb',
  '__proto__',
);
export const anyText = fc.oneof(
  odd,
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ maxLength: 20 }),
);
const types = fc.constantFrom('npm', 'pypi', 'golang', 'cargo', 'maven', 'github', 'generic');
const place = fc.record(
  { file: anyText, line: fc.nat(100_000) },
  { requiredKeys: ['file'], noNullPrototype: true },
);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const licence = fc.oneof(
  fc
    .constantFrom('MIT', 'MIT OR Apache-2.0', 'LicenseRef-1', 'LicenseRef-1 AND MIT')
    .map((expression) => ({ expression })),
  anyText.map((text) => ({ text })),
);
const digests = fc.constantFrom(
  {},
  { sha512: hex('sha512', 'b') },
  { sha1: 'c'.repeat(40), sha256: hex('sha256', 'd') },
);
const origin = fc.record(
  { kind: fc.constantFrom('registry', 'archive', 'git', 'path'), url: anyText, commit: anyText },
  { requiredKeys: ['kind'], noNullPrototype: true },
);
const proof = fc.record({ method: fc.constantFrom(...methods), confidence: share, at: place });
const parts = fc.record(
  {
    type: types,
    name: fc.oneof(anyText, fc.constantFrom('@scope/a', 'group:artifact', 'owner/repository', 'a')),
    version: fc.oneof(fc.constantFrom('', '1.0.0', '1.0+x'), anyText),
    hashes: digests,
    licence,
    supplier: anyText,
    origin,
    scope: fc.constantFrom('required', 'optional', 'development'),
    proofs: fc.tuple(proof, proof),
  },
  { requiredKeys: ['type', 'name', 'version', 'hashes', 'scope', 'proofs'], noNullPrototype: true },
);

const components = fc.array(parts, { maxLength: 6 }).map((all): readonly Component[] => {
  const named = all.flatMap((one) => {
    const purl = one.name.trim() === '' ? undefined : purlOf(one.type, one.name, one.version);
    return purl === undefined ? [] : [[purl, { ...one, purl } as Component] as const];
  });
  return [...new Map(named).values()].sort((a, b) => (a.purl < b.purl ? -1 : 1));
});

/** Some of the others, or nothing that is known. */
const some = (purls: readonly string[]) =>
  fc.option(
    fc.subarray([...purls]).map((chosen) => chosen.sort()),
    { nil: undefined },
  );

const withEdges = components.chain((all) =>
  fc
    .tuple(...all.map(({ purl }) => some(all.map((one) => one.purl).filter((one) => one !== purl))))
    .map((edges) => all.map((one, index) => ({ ...one, ...(edges[index] && { dependsOn: edges[index] }) }))),
);

const times = fc.date({
  min: new Date('1970-01-01T00:00:01Z'),
  max: new Date('9999-12-31T23:59:59Z'),
  noInvalidDate: true,
});
const truth = fc.record({
  precision: share,
  recall: share,
  opaque: share,
  methods: fc.subarray([...methods]),
});

export const anyBom: fc.Arbitrary<Bom> = withEdges.chain((all) =>
  fc.record(
    {
      product: fc.record(
        {
          name: fc.oneof(
            fc.constant('dist/app.tgz'),
            anyText.filter((text) => text.trim() !== ''),
          ),
          digests: fc.constantFrom(
            { sha256: hex('sha256', 'a') },
            { sha256: hex('sha256', 'a'), sha384: hex('sha384', 'e'), sha512: hex('sha512', 'f') },
          ),
          manifest: fc.record({ type: types, name: anyText, version: anyText }),
          licence,
          dependsOn: some(all.map(({ purl }) => purl)) as fc.Arbitrary<readonly string[]>,
        },
        { requiredKeys: ['name', 'digests'], noNullPrototype: true },
      ),
      components: fc.constant(all),
      gaps: fc.array(fc.record({ at: place, message: anyText }), { maxLength: 3 }),
      phase: fc.constantFrom('build', 'pre-build'),
      time: times,
      author: fc.constantFrom('acme', 'Acme <x>', '日本'),
      tool: fc.constant({ name: 'custody', version: '1.2.3' }),
      truth,
    },
    { requiredKeys: ['product', 'components', 'gaps', 'phase', 'tool'], noNullPrototype: true },
  ),
) as fc.Arbitrary<Bom>;
