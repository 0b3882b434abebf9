/** A job: workflow syntax, jobs.<job_id>. */
import { WorkflowFault } from '../fault.ts';
import type { CallJob, Job, RunDefaults, StepsJob } from '../model.ts';
import { parsePermissions } from './permissions.ts';
import { parseShell, parseSteps } from './step.ts';
import {
  optionalCondition,
  optionalTemplate,
  template,
  templateMap,
  valueTemplate,
  valueTemplates,
} from './templates.ts';
import { type ActionMapping, parseCalledWorkflow } from './uses.ts';
import { type Cursor, type Entry, mapping, shapeOf, text, texts } from './yaml.ts';

/** `concurrency` is taken and has no effect: there is one run at a time. */
const shared = ['name', 'needs', 'if', 'strategy', 'permissions', 'concurrency'];
const stepsKeys = [
  ...shared,
  'runs-on',
  'environment',
  'outputs',
  'env',
  'defaults',
  'timeout-minutes',
  'steps',
];
const callKeys = [...shared, 'uses', 'with'];

/** Reads one job. */
export function parseJob({ key, at, value }: Entry, actions: ActionMapping | undefined): Job {
  if (!/^(?!__)[A-Za-z_][A-Za-z0-9_-]*$/.test(key)) {
    throw new WorkflowFault(at, `"${key}" is no job id: a letter or _, then letters, digits, - and _`);
  }
  const keys = mapping(value, `job "${key}"`, [...new Set([...stepsKeys, ...callKeys])]);
  const isCall = keys.has('uses');
  mapping(value, isCall ? 'a job that calls a workflow' : 'a job with steps', isCall ? callKeys : stepsKeys);
  return isCall ? callJob(key, at, keys) : stepsJob(key, at, keys, actions);
}

type Keys = ReadonlyMap<string, Cursor>;

function common(id: string, at: Entry['at'], keys: Keys) {
  const needs = keys.get('needs');
  const permissions = keys.get('permissions');
  return {
    id,
    at,
    ...optionalTemplate('name', keys.get('name'), 'name', 'job'),
    needs: needs === undefined ? [] : texts(needs, 'needs'),
    ...optionalCondition(keys.get('if'), 'job-if'),
    ...parseStrategy(keys.get('strategy')),
    ...(permissions === undefined ? {} : { permissions: parsePermissions(permissions) }),
  };
}

/** `fail-fast` and `max-parallel` are taken and have no effect: each combination runs, one after another. */
function parseStrategy(cursor: Cursor | undefined): Pick<StepsJob, 'matrix'> {
  if (cursor === undefined) return {};
  const matrix = mapping(cursor, 'strategy', ['matrix', 'fail-fast', 'max-parallel']).get('matrix');
  return matrix === undefined ? {} : { matrix: valueTemplate(matrix, 'matrix', 'matrix') };
}

function callJob(id: string, at: Entry['at'], keys: Keys): CallJob {
  const uses = keys.get('uses') as Cursor;
  return {
    kind: 'call',
    ...common(id, at, keys),
    workflow: parseCalledWorkflow(text(uses, 'uses'), uses),
    with: valueTemplates(keys.get('with'), 'with', 'job'),
  };
}

function required(keys: Keys, name: string, id: string, at: Entry['at']): Cursor {
  const cursor = keys.get(name);
  if (cursor === undefined) throw new WorkflowFault(at, `job "${id}" has no "${name}"`);
  return cursor;
}

function stepsJob(id: string, at: Entry['at'], keys: Keys, actions: ActionMapping | undefined): StepsJob {
  return {
    kind: 'steps',
    ...common(id, at, keys),
    runsOn: valueTemplate(required(keys, 'runs-on', id, at), 'runs-on', 'job'),
    ...parseEnvironment(keys.get('environment')),
    outputs: templateMap(keys.get('outputs'), 'outputs', 'job-outputs'),
    env: templateMap(keys.get('env'), 'env', 'job'),
    defaults: parseDefaults(keys.get('defaults')),
    ...optionalTemplate('timeoutMinutes', keys.get('timeout-minutes'), 'timeout-minutes', 'job'),
    steps: parseSteps(required(keys, 'steps', id, at), { composite: false, mapping: actions }),
  };
}

/** The environment's name ends in the identity token; its `url` is taken and has no effect. */
function parseEnvironment(cursor: Cursor | undefined): Pick<StepsJob, 'environment'> {
  if (cursor === undefined) return {};
  if (shapeOf(cursor) === 'value') return optionalTemplate('environment', cursor, 'environment', 'job');
  const name = mapping(cursor, 'environment', ['name', 'url']).get('name');
  if (name === undefined) throw new WorkflowFault(cursor, 'environment has no "name"');
  return { environment: template(name, 'environment.name', 'job') };
}

/** Reads `defaults` of a workflow or a job. */
export function parseDefaults(cursor: Cursor | undefined): RunDefaults {
  const run = cursor === undefined ? undefined : mapping(cursor, 'defaults', ['run']).get('run');
  if (run === undefined) return {};
  const keys = mapping(run, 'defaults.run', ['shell', 'working-directory']);
  return {
    ...parseShell(keys.get('shell')),
    ...optionalTemplate('workingDirectory', keys.get('working-directory'), 'working-directory', 'job'),
  };
}
