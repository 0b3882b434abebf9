/** A workflow file: GitHub's workflow syntax, as far as this runner goes; every other key is a fault. */
import { WorkflowFault } from '../fault.ts';
import type { Job, Workflow } from '../model.ts';
import { parseDefaults, parseJob } from './job.ts';
import { parsePermissions } from './permissions.ts';
import { templateMap } from './templates.ts';
import { parseTriggers } from './triggers.ts';
import type { ActionMapping } from './uses.ts';
import { type Cursor, entries, mapping, readYaml, text } from './yaml.ts';

const keys = ['name', 'on', 'permissions', 'env', 'defaults', 'concurrency', 'jobs'];

/**
 * Reads a workflow.
 * @param path the path GitHub would know it by, `.github/workflows/x.yml`; also the file named in faults
 * @throws WorkflowFault with the line of the first thing this runner does not know
 */
export function parseWorkflow(path: string, source: string, actions: ActionMapping | undefined): Workflow {
  const root = readYaml(path, source);
  const found = mapping(root, 'the workflow', keys);
  const name = found.get('name');
  const permissions = found.get('permissions');
  const jobsCursor = required(found, 'jobs', root);
  const jobs = entries(jobsCursor, 'jobs').map((entry) => parseJob(entry, actions));
  if (jobs.length === 0) throw new WorkflowFault(jobsCursor, 'the workflow has no job');
  checkNeeds(jobs);
  return {
    path,
    name: name === undefined ? path : text(name, 'name'),
    triggers: parseTriggers(required(found, 'on', root)),
    env: templateMap(found.get('env'), 'env', 'workflow'),
    ...(permissions === undefined ? {} : { permissions: parsePermissions(permissions) }),
    defaults: parseDefaults(found.get('defaults')),
    jobs,
  };
}

function required(found: ReadonlyMap<string, Cursor>, name: string, root: Cursor): Cursor {
  const cursor = found.get(name);
  if (cursor === undefined) throw new WorkflowFault(root, `the workflow has no "${name}"`);
  return cursor;
}

function checkNeeds(jobs: readonly Job[]): void {
  const ids = jobs.map((job) => job.id);
  for (const job of jobs) {
    for (const need of job.needs) {
      if (!ids.includes(need))
        throw new WorkflowFault(job.at, `job "${job.id}" needs "${need}", which is no job`);
    }
  }
}

/** Jobs in an order in which each comes after what it needs; a circle is a fault. */
export function inOrder(jobs: readonly Job[]): readonly Job[] {
  const ordered: Job[] = [];
  while (ordered.length < jobs.length) {
    const ready = jobs.find(
      (job) => !ordered.includes(job) && job.needs.every((need) => ordered.some((done) => done.id === need)),
    );
    if (ready === undefined) {
      const stuck = jobs.filter((job) => !ordered.includes(job));
      throw new WorkflowFault(
        stuck[0]?.at ?? { file: '', line: 1 },
        `jobs need each other in a circle: ${stuck.map((job) => job.id).join(', ')}`,
      );
    }
    ordered.push(ready);
  }
  return ordered;
}
