/** Our table of types against the definitions of the specification. */
import { expect, test } from '@jest/globals';
import { purlType } from '../../src/formats/purl-types.ts';
import { describeWithFixtures, fixtureJson } from '../support/fixtures.ts';

type Part = 'namespace' | 'name' | 'version' | 'subpath';
type Definition = { readonly type: string } & {
  readonly [part in `${Part}_definition`]?: {
    readonly requirement?: string;
    readonly case_sensitive?: boolean;
  };
} & { readonly qualifiers_definition?: readonly { readonly key: string; readonly requirement?: string }[] };

const parts: readonly Part[] = ['namespace', 'name', 'version', 'subpath'];

describeWithFixtures('every registered type', () => {
  test('asks of its parts what its definition says, but for modules of Go without a namespace', () => {
    const registered = fixtureJson<readonly string[]>('purl-spec/purl-types-index.json');
    expect(registered.length).toBeGreaterThan(40);
    for (const type of registered) {
      const definition = fixtureJson<Definition>(`purl-spec/types/${type}-definition.json`);
      const rules = purlType(type);
      const { requirement } = definition.namespace_definition ?? {};
      if (type !== 'golang') expect([type, rules.namespace ?? 'optional']).toEqual([type, requirement]);
      const folded = parts.filter((part) => definition[`${part}_definition`]?.case_sensitive === false);
      expect([type, ...(rules.lower ?? [])]).toEqual([type, ...folded]);
      const needed = definition.qualifiers_definition?.filter((one) => one.requirement === 'required') ?? [];
      expect([type, ...(rules.qualifiers ?? [])]).toEqual([type, ...needed.map(({ key }) => key)]);
    }
  });
});

test('a type that is not registered, or that every object inherits, asks nothing', () => {
  expect(purlType('unregistered')).toEqual({});
  expect(purlType('constructor')).toEqual({});
});
