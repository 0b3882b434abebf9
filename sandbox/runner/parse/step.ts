/** A step of a job or of a composite action: workflow syntax, jobs.<job_id>.steps. */
import { WorkflowFault } from '../fault.ts';
import type { RunStep, ShellName, Step, UsesStep } from '../model.ts';
import { optionalCondition, optionalTemplate, template, templateMap } from './templates.ts';
import { type ActionMapping, parseUses } from './uses.ts';
import { type Cursor, choice, items, mapping, text } from './yaml.ts';

const shells: readonly ShellName[] = ['bash', 'sh'];
const shared = [
  'id',
  'name',
  'if',
  'env',
  'continue-on-error',
  'run',
  'shell',
  'working-directory',
  'uses',
  'with',
];
const idPattern = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Where steps stand: a composite's steps must name a shell and know no timeout-minutes. */
export interface StepSetting {
  readonly composite: boolean;
  readonly mapping: ActionMapping | undefined;
}

/** Reads a list of steps; ids must be unique in it. */
export function parseSteps(cursor: Cursor, setting: StepSetting): readonly Step[] {
  const steps = items(cursor, 'steps').map((item) => parseStep(item, setting));
  const seen = new Set<string>();
  for (const { id, at } of steps) {
    if (id === undefined) continue;
    if (seen.has(id.toLowerCase())) throw new WorkflowFault(at, `two steps have the id "${id}"`);
    seen.add(id.toLowerCase());
  }
  return steps;
}

function parseStep(cursor: Cursor, setting: StepSetting): Step {
  const keys = mapping(cursor, 'a step', setting.composite ? shared : [...shared, 'timeout-minutes']);
  const run = keys.get('run');
  const uses = keys.get('uses');
  if (run !== undefined && uses === undefined) return runStep(cursor, keys, run, setting);
  if (uses !== undefined && run === undefined) return usesStep(cursor, keys, uses, setting);
  throw new WorkflowFault(cursor, 'a step has either "run" or "uses"');
}

type Keys = ReadonlyMap<string, Cursor>;

function common(cursor: Cursor, keys: Keys, setting: StepSetting) {
  const place = setting.composite ? 'composite' : 'step';
  return {
    at: { file: cursor.file, line: cursor.line },
    ...stepId(keys.get('id')),
    ...optionalTemplate('name', keys.get('name'), 'name', place),
    ...optionalCondition(keys.get('if'), setting.composite ? 'composite-if' : 'step-if'),
    env: templateMap(keys.get('env'), 'env', place),
    ...optionalTemplate('continueOnError', keys.get('continue-on-error'), 'continue-on-error', place),
    ...optionalTemplate('timeoutMinutes', keys.get('timeout-minutes'), 'timeout-minutes', place),
  };
}

function stepId(cursor: Cursor | undefined): { readonly id?: string } {
  if (cursor === undefined) return {};
  const id = text(cursor, 'id');
  if (!idPattern.test(id) || id.startsWith('__')) {
    throw new WorkflowFault(cursor, `"${id}" is no step id: a letter or _, then letters, digits, - and _`);
  }
  return { id };
}

function runStep(cursor: Cursor, keys: Keys, run: Cursor, setting: StepSetting): RunStep {
  refuse(keys, ['with'], 'a step with "run"');
  const place = setting.composite ? 'composite' : 'step';
  const shell = keys.get('shell');
  if (shell === undefined && setting.composite) {
    throw new WorkflowFault(cursor, 'a step with "run" in a composite action must name its shell');
  }
  return {
    kind: 'run',
    ...common(cursor, keys, setting),
    script: template(run, 'run', place),
    ...parseShell(shell),
    ...optionalTemplate('workingDirectory', keys.get('working-directory'), 'working-directory', place),
  };
}

/** The shell of a step or of `defaults.run`; shaped for spreading. */
export function parseShell(cursor: Cursor | undefined): { readonly shell?: ShellName } {
  return cursor === undefined ? {} : { shell: choice(cursor, 'shell', shells) };
}

function usesStep(cursor: Cursor, keys: Keys, uses: Cursor, setting: StepSetting): UsesStep {
  refuse(keys, ['shell', 'working-directory'], 'a step with "uses"');
  return {
    kind: 'uses',
    ...common(cursor, keys, setting),
    uses: parseUses(text(uses, 'uses'), uses, setting.mapping),
    with: templateMap(keys.get('with'), 'with', setting.composite ? 'composite' : 'step'),
  };
}

function refuse(keys: Keys, names: readonly string[], what: string): void {
  for (const name of names) {
    const cursor = keys.get(name);
    if (cursor !== undefined) throw new WorkflowFault(cursor, `"${name}" has no place in ${what}`);
  }
}
