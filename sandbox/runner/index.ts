/**
 * A runner for GitHub workflows whose actions are composite: each job in its own folders, with the environment
 * that GitHub gives and nothing else, against services on loopback.
 *
 * Jobs run one after another on this machine, whatever `runs-on` says. What the runner does not know is a
 * WorkflowFault that names file and line; it never skips a key in silence.
 */
export { runCommand } from './command.ts';
export { WorkflowFault } from './fault.ts';
export type { RunOptions } from './options.ts';
export type { JobResult, StepResult, WorkflowResult } from './result.ts';
export { runWorkflow } from './run.ts';
export { servePolicy } from './serve-policy.ts';
export { custodyAction, type SandboxInstance, type SandboxServices, servicesOf } from './services.ts';
