/**
 * `permissions` of a workflow or a job, after GitHub's table of GITHUB_TOKEN scopes.
 *
 * Without the key GitHub falls back to a setting of the repository; here it means none at all, so that a
 * workflow which runs here names what it needs.
 */
import { type Position, unknownName, WorkflowFault } from '../fault.ts';
import type { Access, Permissions } from '../model.ts';
import { type Cursor, choice, entries, shapeOf, text } from './yaml.ts';

const scopes = [
  'actions',
  'artifact-metadata',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'discussions',
  'id-token',
  'issues',
  'models',
  'packages',
  'pages',
  'pull-requests',
  'security-events',
  'statuses',
] as const;

const accesses = ['read', 'write', 'none'] as const;
const rank: Readonly<Record<Access, number>> = { none: 0, read: 1, write: 2 };

/** Reads `permissions`: a mapping of scopes, `{}`, `read-all` or `write-all`. */
export function parsePermissions(cursor: Cursor): Permissions {
  if (shapeOf(cursor) === 'value') return parseAll(cursor);
  const found: Record<string, Access> = {};
  for (const { key, at, value } of entries(cursor, 'permissions')) {
    if (!scopes.some((scope) => scope === key)) throw unknownName(at, 'permission', key, scopes);
    found[key] = choice(value, `permissions.${key}`, accesses);
    if (key === 'id-token' && found[key] === 'read') {
      throw new WorkflowFault(value, 'id-token knows "write" and "none", not "read"');
    }
  }
  return found;
}

function parseAll(cursor: Cursor): Permissions {
  const word = text(cursor, 'permissions');
  if (word !== 'read-all' && word !== 'write-all') {
    throw unknownName(cursor, 'value of permissions', word, ['read-all', 'write-all', 'a mapping']);
  }
  if (word === 'write-all') return Object.fromEntries(scopes.map((scope) => [scope, 'write']));
  return Object.fromEntries(scopes.filter((scope) => scope !== 'id-token').map((scope) => [scope, 'read']));
}

/** A called workflow may not ask for more than its caller gives; GitHub refuses to start it. */
export function checkWithin(asked: Permissions, given: Permissions, at: Position): void {
  for (const [scope, access] of Object.entries(asked)) {
    const limit = given[scope] ?? 'none';
    if (rank[access] > rank[limit]) {
      throw new WorkflowFault(
        at,
        `asks for "${scope}: ${access}", but its caller gives "${scope}: ${limit}"`,
      );
    }
  }
}
