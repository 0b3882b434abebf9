/** What a workflow file and an action file say, after parsing: every template compiled, every key known. */
import type { Expression } from './expressions/expression.ts';
import type { Template, TemplateMap, ValueTemplate } from './expressions/template.ts';
import type { Position } from './fault.ts';

/** A scope of GITHUB_TOKEN and what it may do. */
export type Access = 'read' | 'write' | 'none';

/** Permissions by scope; a scope that is not named has none. */
export type Permissions = Readonly<Record<string, Access>>;

/** The shells that `run` may name. */
export type ShellName = 'bash' | 'sh';

/** `defaults.run` of a workflow or a job. */
export interface RunDefaults {
  readonly shell?: ShellName;
  readonly workingDirectory?: Template;
}

/** A declared input of workflow_dispatch or workflow_call. */
export interface WorkflowInput {
  readonly name: string;
  readonly type: 'string' | 'number' | 'boolean' | 'choice' | 'environment';
  readonly required: boolean;
  readonly default?: string | number | boolean;
  /** For `choice` only. */
  readonly options: readonly string[];
  readonly at: Position;
}

/** One event of `on`. */
export interface Trigger {
  readonly event: string;
  readonly inputs: readonly WorkflowInput[];
  /** workflow_call only. */
  readonly outputs: TemplateMap;
}

/** A parsed workflow file. */
export interface Workflow {
  /** Path as GitHub would name it: `.github/workflows/x.yml`. */
  readonly path: string;
  readonly name: string;
  readonly triggers: readonly Trigger[];
  readonly env: TemplateMap;
  readonly permissions?: Permissions;
  readonly defaults: RunDefaults;
  readonly jobs: readonly Job[];
}

interface JobCommon {
  readonly id: string;
  readonly at: Position;
  readonly name?: Template;
  readonly needs: readonly string[];
  readonly condition?: Expression;
  /** `strategy.matrix`. */
  readonly matrix?: ValueTemplate;
  readonly permissions?: Permissions;
}

/** A job that runs steps. */
export interface StepsJob extends JobCommon {
  readonly kind: 'steps';
  readonly runsOn: ValueTemplate;
  readonly environment?: Template;
  readonly outputs: TemplateMap;
  readonly env: TemplateMap;
  readonly defaults: RunDefaults;
  readonly timeoutMinutes?: Template;
  readonly steps: readonly Step[];
}

/** A job that calls a local reusable workflow. */
export interface CallJob extends JobCommon {
  readonly kind: 'call';
  /** Path of the called workflow file, without the leading `./`. */
  readonly workflow: string;
  readonly with: readonly (readonly [string, ValueTemplate])[];
}

/** A job of a workflow. */
export type Job = StepsJob | CallJob;

interface StepCommon {
  readonly at: Position;
  readonly id?: string;
  readonly name?: Template;
  readonly condition?: Expression;
  readonly env: TemplateMap;
  readonly continueOnError?: Template;
  readonly timeoutMinutes?: Template;
}

/** A step that runs a script. */
export interface RunStep extends StepCommon {
  readonly kind: 'run';
  readonly script: Template;
  readonly shell?: ShellName;
  readonly workingDirectory?: Template;
}

/** A step that uses an action. */
export interface UsesStep extends StepCommon {
  readonly kind: 'uses';
  readonly uses: ActionReference;
  readonly with: TemplateMap;
}

/** A step of a job or of a composite action. */
export type Step = RunStep | UsesStep;

/** What stands behind `uses:` of a step. */
export type ActionReference =
  | { readonly kind: 'local'; readonly path: string }
  | { readonly kind: 'mapped'; readonly slug: string; readonly path: string; readonly ref: string }
  | { readonly kind: 'stand-in'; readonly slug: string; readonly ref: string };

/** A parsed composite action. */
export interface Action {
  readonly inputs: readonly ActionInput[];
  readonly outputs: TemplateMap;
  readonly steps: readonly Step[];
}

/** A declared input of an action; GitHub does not enforce `required`, and neither does this runner. */
export interface ActionInput {
  readonly name: string;
  readonly default?: Template;
}
