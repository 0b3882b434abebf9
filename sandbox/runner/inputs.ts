/** The `inputs` context of a dispatched or called workflow: declared, typed, with defaults. */
import { type Position, unknownName, WorkflowFault } from './fault.ts';
import type { Trigger, Workflow, WorkflowInput } from './model.ts';

/** Values by input name. */
export type InputValues = Readonly<Record<string, string | number | boolean>>;

/** The trigger of a workflow for an event; none is a fault. */
export function triggerOf(workflow: Workflow, event: string): Trigger {
  const trigger = workflow.triggers.find((one) => one.event === event);
  if (trigger !== undefined) return trigger;
  const known = workflow.triggers.map((one) => one.event).join(', ');
  throw new WorkflowFault(
    { file: workflow.path, line: 1 },
    `does not run on "${event}"; it runs on: ${known}`,
  );
}

/** Checks what was given against what is declared; unknown, missing and wrongly typed inputs are faults. */
export function resolveInputs(
  declared: readonly WorkflowInput[],
  given: Readonly<Record<string, unknown>>,
  at: Position,
): InputValues {
  for (const name of Object.keys(given)) {
    const names = declared.map((input) => input.name);
    if (!names.includes(name)) throw unknownName(at, 'input', name, names);
  }
  return Object.fromEntries(
    declared.map((input) => [input.name, resolveInput(input, given[input.name], at)]),
  );
}

function resolveInput(input: WorkflowInput, given: unknown, at: Position): string | number | boolean {
  if (given === undefined || given === null) {
    if (input.required && input.default === undefined) {
      throw new WorkflowFault(at, `input "${input.name}" is required and was not given`);
    }
    return typed(input, input.default ?? empty(input), input.at);
  }
  return typed(input, given, at);
}

function empty({ type }: WorkflowInput): string | number | boolean {
  if (type === 'boolean') return false;
  return type === 'number' ? 0 : '';
}

function typed(input: WorkflowInput, value: unknown, at: Position): string | number | boolean {
  const text = String(value);
  const wrong = new WorkflowFault(at, `input "${input.name}" must be a ${input.type}, not "${text}"`);
  switch (input.type) {
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw wrong;
      return text === 'true';
    case 'number':
      if (text.trim() === '' || Number.isNaN(Number(text))) throw wrong;
      return Number(text);
    case 'choice':
      if (!input.options.includes(text))
        throw unknownName(at, `value of input "${input.name}"`, text, input.options);
      return text;
    case 'string':
    case 'environment':
      return text;
  }
}
