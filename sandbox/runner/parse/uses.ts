/** `uses:` of a step and of a job: what this runner can use, and the refusal of everything else. */
import { type Position, WorkflowFault } from '../fault.ts';
import type { ActionReference } from '../model.ts';
import { type StandInSlug, standInPins } from '../pins.ts';

/** The repository whose tree is at hand: `slug@ref` and `slug/path@ref` mean files in `folder`. */
export interface ActionMapping {
  /** `owner/name`. */
  readonly slug: string;
  readonly folder: string;
  /** The only ref that means this tree. */
  readonly ref: string;
  /**
   * Inputs by path of the action (`` for the root), which a step is given where it does not name them: what a text
   * written for github.com cannot know of a sandbox. Only the started run's own mapping counts.
   */
  readonly silentInputs?: Readonly<
    Record<string, (given: ReadonlySet<string>) => Readonly<Record<string, string>>>
  >;
}

/** Reads `uses:` of a step; throws WorkflowFault for anything that cannot be used here. */
export function parseUses(value: string, at: Position, mapping: ActionMapping | undefined): ActionReference {
  if (value.startsWith('./')) return { kind: 'local', path: inside(value.slice(2), value, at) };
  const { name, ref } = splitRef(value, at);
  const [owner = '', repository = '', ...path] = name.split('/');
  const slug = `${owner}/${repository}`;
  if (mapping !== undefined && slug === mapping.slug) {
    checkRef(value, ref, mapping.ref, at);
    return { kind: 'mapped', slug, path: inside(path.join('/'), value, at), ref };
  }
  if (isStandIn(name)) {
    checkRef(value, ref, standInPins[name].commit, at);
    return { kind: 'stand-in', slug: name, ref };
  }
  const known = [
    './path',
    ...(mapping ? [`${mapping.slug}@${mapping.ref}`] : []),
    ...Object.keys(standInPins),
  ];
  throw new WorkflowFault(at, `uses "${value}", which is not available here; available: ${known.join(', ')}`);
}

function isStandIn(name: string): name is StandInSlug {
  return Object.hasOwn(standInPins, name);
}

function splitRef(value: string, at: Position): { name: string; ref: string } {
  const [name = '', ref, ...rest] = value.split('@');
  if (ref === undefined || ref === '' || rest.length > 0) {
    throw new WorkflowFault(at, `uses "${value}", which is not owner/name@ref nor ./path`);
  }
  return { name, ref };
}

function checkRef(value: string, ref: string, wanted: string, at: Position): void {
  if (ref !== wanted) throw new WorkflowFault(at, `uses "${value}", which here must be pinned to ${wanted}`);
}

function inside(path: string, value: string, at: Position): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw new WorkflowFault(at, `uses "${value}", which leaves its repository`);
  return parts.join('/');
}

/** Reads `uses:` of a job: a reusable workflow of the same repository. */
export function parseCalledWorkflow(value: string, at: Position): string {
  if (/^\.\/\.github\/workflows\/[^/]+\.ya?ml$/.test(value)) return value.slice(2);
  throw new WorkflowFault(at, `calls "${value}"; only ./.github/workflows/<file>.yml can be called here`);
}
