/**
 * `on` of a workflow: which events start it, the inputs of a dispatch, the inputs and outputs of a call.
 *
 * Filters (branches, tags, paths, types) are known and not evaluated: whoever runs a workflow here chooses
 * the event.
 */

import type { TemplateMap } from '../expressions/template.ts';
import { unknownName, WorkflowFault } from '../fault.ts';
import type { Trigger, WorkflowInput } from '../model.ts';
import { template } from './templates.ts';
import { type Cursor, choice, entries, flag, mapping, scalar, shapeOf, text, texts } from './yaml.ts';

const pullRequestFilters = ['types', 'branches', 'branches-ignore', 'paths', 'paths-ignore'];

/** The keys each event may carry. */
const events: Readonly<Record<string, readonly string[]>> = {
  push: ['branches', 'branches-ignore', 'tags', 'tags-ignore', 'paths', 'paths-ignore'],
  pull_request: pullRequestFilters,
  pull_request_target: pullRequestFilters,
  merge_group: ['types', 'branches'],
  release: ['types'],
  schedule: [],
  workflow_run: ['types', 'workflows', 'branches', 'branches-ignore'],
  workflow_dispatch: ['inputs'],
  workflow_call: ['inputs', 'outputs'],
};

/** Reads `on`: one event, a list of events, or a mapping. */
export function parseTriggers(cursor: Cursor): readonly Trigger[] {
  if (shapeOf(cursor) !== 'mapping') return texts(cursor, 'on').map((name) => bare(cursor, name));
  return entries(cursor, 'on').map(({ key, at, value }) => {
    bare({ ...value, line: at.line }, key);
    return shapeOf(value) === 'mapping' ? detailed(key, value) : bare({ ...value, line: at.line }, key);
  });
}

function bare(cursor: Cursor, event: string): Trigger {
  if (!Object.hasOwn(events, event)) throw unknownName(cursor, 'event', event, Object.keys(events));
  return { event, inputs: [], outputs: [] };
}

function detailed(event: string, cursor: Cursor): Trigger {
  const keys = mapping(cursor, `on.${event}`, events[event] ?? []);
  return {
    event,
    inputs: parseInputs(keys.get('inputs'), event),
    outputs: parseOutputs(keys.get('outputs')),
  };
}

const inputTypes = ['string', 'number', 'boolean', 'choice', 'environment'] as const;
const callTypes = ['string', 'number', 'boolean'] as const;

function parseInputs(cursor: Cursor | undefined, event: string): readonly WorkflowInput[] {
  if (cursor === undefined || shapeOf(cursor) === 'nothing') return [];
  return entries(cursor, 'inputs').map(({ key, at, value }) => {
    const keys = mapping(value, `input "${key}"`, ['description', 'required', 'default', 'type', 'options']);
    const type = keys.get('type');
    if (type === undefined && event === 'workflow_call')
      throw new WorkflowFault(at, `input "${key}" has no type`);
    const required = keys.get('required');
    const options = keys.get('options');
    return {
      name: key,
      at,
      type:
        type === undefined
          ? 'string'
          : choice(type, 'type', event === 'workflow_call' ? callTypes : inputTypes),
      required: required !== undefined && flag(required, 'required'),
      ...parseDefault(keys.get('default')),
      options: options === undefined ? [] : texts(options, 'options'),
    };
  });
}

function parseDefault(cursor: Cursor | undefined): Pick<WorkflowInput, 'default'> {
  if (cursor === undefined) return {};
  const value = scalar(cursor, 'default') ?? '';
  if (typeof value === 'string' && value.includes('${{')) {
    throw new WorkflowFault(cursor, 'an expression as default of an input is not built here');
  }
  return { default: value };
}

function parseOutputs(cursor: Cursor | undefined): TemplateMap {
  if (cursor === undefined) return [];
  return entries(cursor, 'outputs').map(({ key, at, value }) => {
    const found = mapping(value, `output "${key}"`, ['description', 'value']).get('value');
    if (found === undefined) throw new WorkflowFault(at, `output "${key}" has no value`);
    text(found, 'value');
    return [key, template(found, `outputs.${key}.value`, 'call-outputs')] as const;
  });
}
