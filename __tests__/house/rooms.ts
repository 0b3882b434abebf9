/** Who may know whom: the rules of ARCHITECTURE.md over the facts of a file. */
import { posix } from 'node:path';
import type { FileFacts, ImportFact, Use } from './facts.ts';

const DOMAINS = ['statements', 'sbom', 'policy', 'gate', 'promotion', 'ledger', 'upkeep'] as const;
const NOUNS = ['model', 'formats', 'ports'] as const;

/** For each room of src/, the rooms it may name. A room that is not here does not exist. */
const MAY_NAME: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['model', ['model']],
  ['formats', ['model', 'formats']],
  ['ports', NOUNS],
  ['verify', [...NOUNS, 'verify']],
  ...DOMAINS.map((room): [string, readonly string[]] => [room, [...NOUNS, 'verify', ...DOMAINS]]),
  ['report', [...NOUNS, 'report']],
  ['io', [...NOUNS, 'io']],
  ['kit', [...NOUNS, 'report', 'kit']],
  ['actions', [...NOUNS, 'verify', ...DOMAINS, 'report', 'kit', 'actions']],
  ['main.ts', ['actions', 'kit']],
]);

/** Packages and built-ins that only some rooms may name; the others are free. */
const PACKAGES: readonly { readonly name: RegExp; readonly rooms: readonly string[] }[] = [
  { name: /^@octokit\//, rooms: ['io'] },
  { name: /^@actions\/(?:github|exec|glob|http-client)$/, rooms: ['io'] },
  { name: /^@sigstore\/(?:sign|tuf)$/, rooms: ['io'] },
  { name: /^node:(?:fs|http|https|http2|net|tls|dns|dgram|child_process|worker_threads)$/, rooms: ['io'] },
  { name: /^@sigstore\/(?:verify|bundle|core|protobuf-specs)$/, rooms: ['verify', 'io'] },
  { name: /^@noble\//, rooms: ['verify'] },
  { name: /^@bufbuild\//, rooms: ['policy'] },
  { name: /^@actions\/core$/, rooms: ['kit'] },
  { name: /^(?:yaml|smol-toml|snappyjs|spdx-.+)$/, rooms: ['formats'] },
  { name: /^node:process$/, rooms: ['io', 'kit'] },
];

/** Ways to reach the world, and the rooms that may take them. */
const USES: Readonly<Record<Use, readonly string[]>> = {
  'process.env': ['io', 'kit'],
  'process.stdout': ['kit'],
  clock: ['io', 'kit'],
  fetch: ['io', 'kit'],
  console: ['io', 'kit'],
  globalThis: ['io', 'kit'],
  require: [],
};

/**
 * What a file of src/ or sandbox/ breaks.
 * @param path relative to the root, with forward slashes
 * @returns one sentence each
 */
export function brokenRules(path: string, facts: FileFacts): readonly string[] {
  if (path.startsWith('sandbox/')) return facts.imports.flatMap((fact) => sandboxRule(path, fact));
  const room = roomOf(path) ?? '';
  if (!MAY_NAME.has(room)) return [`src/${room} is not a room of this house`];
  return [
    ...facts.imports.flatMap((fact) => importRule(path, room, fact)),
    ...[...facts.uses].filter((use) => !USES[use].includes(room)).map((use) => `${room} uses ${use}`),
    ...(facts.names.has('getIDToken') ? ['getIDToken is forbidden: the OIDC client is ours'] : []),
  ];
}

/** The room of a file of src/: its first folder, or its name at the top; undefined outside src/. */
function roomOf(path: string): string | undefined {
  return path.startsWith('src/') ? path.split('/')[1] : undefined;
}

function importRule(path: string, room: string, fact: ImportFact): readonly string[] {
  const { specifier } = fact;
  if (specifier === '(computed)') return [`${room} imports a module that is not named literally`];
  if (!specifier.startsWith('.')) return packageRule(room, specifier);
  const target = roomOf(posix.join(posix.dirname(path), specifier));
  if (target === undefined) return [`${room} imports ${specifier}, outside src`];
  if (path === 'src/kit/wire.ts' && (target === 'io' || target === 'verify')) {
    return fact.isDynamic || fact.isTypeOnly
      ? []
      : [`kit/wire.ts imports ${specifier} at once: use await import()`];
  }
  return MAY_NAME.get(room)?.includes(target) ? [] : [`${room} imports ${target} (${specifier})`];
}

function packageRule(room: string, specifier: string): readonly string[] {
  const name = /^(?:node:[^/]+|@[^/]+\/[^/]+|[^/]+)/.exec(specifier)?.[0] ?? specifier;
  const rule = PACKAGES.find((candidate) => candidate.name.test(name));
  return rule === undefined || rule.rooms.includes(room) ? [] : [`${room} imports ${specifier}`];
}

/** The sandbox shares nouns and formats with the suite, never its judgement: the two must not agree in error. */
function sandboxRule(path: string, { specifier }: ImportFact): readonly string[] {
  if (specifier === '@sigstore/verify') return ['sandbox imports @sigstore/verify'];
  if (!specifier.startsWith('.')) return [];
  const room = roomOf(posix.join(posix.dirname(path), specifier));
  return room === undefined || room === 'model' || room === 'formats' ? [] : [`sandbox imports src/${room}`];
}
