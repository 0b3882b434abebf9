/** An action file: GitHub's metadata syntax for composite actions; any other kind of action is a fault. */

import type { TemplateMap } from '../expressions/template.ts';
import { WorkflowFault } from '../fault.ts';
import type { Action, ActionInput } from '../model.ts';
import { parseSteps } from './step.ts';
import { optionalTemplate, template } from './templates.ts';
import type { ActionMapping } from './uses.ts';
import { type Cursor, entries, mapping, readYaml, shapeOf, text } from './yaml.ts';

const keys = ['name', 'author', 'description', 'branding', 'inputs', 'outputs', 'runs'];
const inputKeys = ['description', 'required', 'default', 'deprecationMessage'];

/** Reads an action.yml; `file` is how faults name it. */
export function parseAction(file: string, source: string, actions: ActionMapping | undefined): Action {
  const root = readYaml(file, source);
  const found = mapping(root, 'the action', keys);
  const runs = found.get('runs');
  if (runs === undefined) throw new WorkflowFault(root, 'the action has no "runs"');
  const runsKeys = mapping(runs, 'runs', ['using', 'steps']);
  const using = runsKeys.get('using');
  if (using === undefined || text(using, 'using') !== 'composite') {
    throw new WorkflowFault(using ?? runs, 'only composite actions run here ("using: composite")');
  }
  const steps = runsKeys.get('steps');
  if (steps === undefined) throw new WorkflowFault(runs, 'runs has no "steps"');
  return {
    inputs: parseInputs(found.get('inputs')),
    outputs: parseOutputs(found.get('outputs')),
    steps: parseSteps(steps, { composite: true, mapping: actions }),
  };
}

function parseInputs(cursor: Cursor | undefined): readonly ActionInput[] {
  if (cursor === undefined || shapeOf(cursor) === 'nothing') return [];
  return entries(cursor, 'inputs').map(({ key, value }) => {
    if (shapeOf(value) === 'nothing') return { name: key };
    const fallback = mapping(value, `input "${key}"`, inputKeys).get('default');
    return { name: key, ...optionalTemplate('default', fallback, `inputs.${key}.default`, 'input-default') };
  });
}

function parseOutputs(cursor: Cursor | undefined): TemplateMap {
  if (cursor === undefined || shapeOf(cursor) === 'nothing') return [];
  return entries(cursor, 'outputs').map(({ key, at, value }) => {
    const found = mapping(value, `output "${key}"`, ['description', 'value']).get('value');
    if (found === undefined) throw new WorkflowFault(at, `output "${key}" has no value`);
    return [key, template(found, `outputs.${key}.value`, 'composite')] as const;
  });
}
