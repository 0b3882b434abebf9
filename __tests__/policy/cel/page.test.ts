/** docs/policy/rules-in-cel.md: every example is compiled and decided, every name and figure held to the code. */
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { limits } from '../../../src/model/limits.ts';
import { functions, type Shape, variables } from '../../../src/policy/cel/language.ts';
import { blocksOf, readPage } from '../../support/pages.ts';
import { decide, evidence, type Scene } from './support.ts';

const { text } = readPage('docs/policy/rules-in-cel.md');

interface Rule {
  readonly id: string;
  readonly when?: string;
  readonly assert: string;
}

const rules = blocksOf(text).flatMap(
  (block) => (parse(block.text) as { readonly rules: readonly Rule[] }).rules,
);

const review = (bundle: string) => evidence({ bundle, predicateType: 'https://acme.example/review/v1' });
const sbom = (...licenses: readonly string[]) =>
  evidence({
    bundle: 'sbom',
    predicateType: 'https://cyclonedx.org/bom',
    predicate: { components: licenses.map((license) => ({ license })) },
  });
const signed = (signer: Parameters<typeof evidence>[0] & object) => ({ provenance: [evidence(signer)] });
const built = (path: string) =>
  signed({ predicate: { buildDefinition: { externalParameters: { workflow: { path } } } } });

/** Of each example, where it passes and where it refuses. */
const scenes: Readonly<Record<string, readonly [passes: Scene, refuses: Scene]>> = {
  'hosted-in-prod': [{}, signed({ signer: { runner: 'self-hosted' } })],
  'all-hosted': [{}, { others: [evidence({ bundle: 'b1', signer: { runner: 'self-hosted' } })] }],
  'two-reviews': [{ others: [review('b1'), review('b2')] }, { others: [review('b1')] }],
  'no-copyleft': [{ others: [sbom('MIT')] }, { others: [sbom('MIT', 'AGPL-3.0-only')] }],
  fresh: [{}, signed({ signer: { signedAt: '2026-01-01T00:00:00.000Z' } })],
  'no-friday': [{}, { now: new Date('2026-03-27T12:00:00Z') }],
  'release-tags': [
    signed({ signer: { sourceRef: 'refs/tags/v1.2.3' } }),
    signed({ signer: { sourceRef: 'refs/tags/v1.2.3-rc1' } }),
  ],
  small: [{}, { size: 50_000_000 }],
  'declared-inputs': [built('.github/workflows/release.yml'), built('.github/workflows/other.yml')],
};

test('every example has its scenes', () => {
  expect(rules.map(({ id }) => id)).toEqual(Object.keys(scenes));
});

describe.each(rules)('$id', ({ id, when, assert }) => {
  const [passes, refuses] = scenes[id] as readonly [Scene, Scene];
  test('passes', () => {
    expect(decide(assert, { ...passes, ...(when && { when }) })).toMatchObject({ status: 'pass' });
  });
  test('refuses', () => {
    expect(decide(assert, { ...refuses, ...(when && { when }) })).toMatchObject({ status: 'fail' });
  });
});

test('every variable and member is on the page', () => {
  const paths = (shape: Shape, path: string): readonly string[] =>
    typeof shape === 'object' && 'members' in shape
      ? Object.entries(shape.members).flatMap(([name, inner]) =>
          paths(inner, path ? `${path}.${name}` : name),
        )
      : [path];
  const evidencePath = /^evidence\.provenance\./;
  for (const [name, shape] of variables)
    for (const path of paths(shape, name)) expect(text).toContain(`\`${path.replace(evidencePath, '')}\``);
});

test('every function is on the page', () => {
  for (const name of functions.keys()) {
    const plain = name
      .replace(/^_?([^_]+)_$/, '$1')
      .replace('_[_]', 'list[0]')
      .replace('_?_:_', '? :')
      .replace(/^@/, '');
    expect(text.replaceAll('\\|', '|')).toContain(
      /^\.?[a-z]/i.test(plain) && plain !== 'in' && plain !== 'list[0]' ? `${plain}(` : `\`${plain}\``,
    );
  }
});

test('the bounds are those of the code', () => {
  const figures = [
    limits.ruleCharacters,
    limits.ruleTerms,
    limits.ruleDepth,
    limits.ruleLoopDepth,
    `${limits.rulePatternCharacters} characters, ${limits.rulePatternInstructions.toLocaleString('en')} instructions`,
    limits.ruleSteps,
  ].map((figure) => `| ${figure.toLocaleString('en')} |`);
  for (const figure of figures) expect(text).toContain(figure);
});
