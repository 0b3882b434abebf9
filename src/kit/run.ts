/** The way of every verb: find it, read its inputs, mask its secrets, let it work, and tell what it came to. */

import { closest } from '../model/closest.ts';
import { Fault } from '../model/fault.ts';
import { forLog } from '../report/escape.ts';
import { parseCommandLine } from './command-line.ts';
import { concludeAnswer, concludeOutcome, concludeThrown } from './conclude.ts';
import type { Definition, Host } from './define.ts';
import { readEnvironment } from './environment.ts';
import type { ExitCode } from './exit-code.ts';
import { overview, usage } from './help.ts';
import { type Interruption, watchForInterruption } from './interruption.ts';
import { redactAll } from './masks.ts';
import { type Output, stepOutput, terminalOutput } from './output.ts';
import { type InputSource, readInputs, secretInputs, stepInputs } from './read-inputs.ts';
import type { Patience, Wiring } from './wire.ts';

/** What main.ts brings. */
export interface Suite {
  readonly version: string;
  /** Verb → the module that declares it, loaded when it is called. */
  readonly verbs: Readonly<Record<string, () => Promise<{ readonly default: Definition }>>>;
  /** Joins ports and hands: kit/wire.ts. */
  readonly wire: (host: Host, patience: Patience) => Wiring;
}

/** One run, as it was called. */
interface Call {
  readonly suite: Suite;
  readonly words: readonly string[];
  readonly inStep: boolean;
  readonly output: Output;
  readonly interruption: Interruption;
}

/** What is left to do when a run has ended: to tell, and to say the exit code. */
type Conclusion = () => Promise<ExitCode>;

/** Runs the verb that the command line names. Never throws; the answer is the exit code. */
export async function main(suite: Suite): Promise<ExitCode> {
  const words = process.argv.slice(2);
  // The launcher gives the verb alone; its inputs are variables.
  const inStep = process.env['GITHUB_ACTIONS'] === 'true' && words.length === 1 && !words[0]?.startsWith('-');
  const output = inStep ? stepOutput() : terminalOutput();
  const interruption = watchForInterruption();
  const finished = watchForSilence(output);
  const verb = words[0]?.startsWith('-') === false ? words[0] : 'custody';
  const tell = (thrown: unknown) => concludeThrown(verb, thrown, output);
  const ended = interruption.race(dispatch({ suite, words, inStep, output, interruption }));
  const conclude = await ended.catch(
    (thrown): Conclusion =>
      () =>
        tell(thrown),
  );
  const code = await conclude().catch(tell);
  await interruption.afterwards(tell);
  finished();
  // Whatever a verb that was broken off left open must not keep the job waiting.
  if (interruption.broken) setTimeout(() => process.exit(2), 500).unref();
  return interruption.broken ? 2 : code;
}

async function dispatch(call: Call): Promise<Conclusion> {
  const { suite, words, output } = call;
  const [verb, ...rest] = words;
  if (verb === '--version') return print(output, [suite.version], 0);
  if (verb === undefined || verb === '--help' || verb === '-h' || verb === 'help') {
    // Nothing asked is nothing decided: a script that lost its verb must not pass.
    return print(output, overview(await loadAll(suite), suite.version), verb === undefined ? 2 : 0);
  }
  const load = Object.hasOwn(suite.verbs, verb) ? suite.verbs[verb] : undefined;
  if (!load) throw unknownVerb(verb, Object.keys(suite.verbs));
  return runVerb((await load()).default, rest, call);
}

async function runVerb(definition: Definition, rest: readonly string[], call: Call): Promise<Conclusion> {
  const { suite, inStep, output } = call;
  const { source, reserved } = inStep
    ? { source: stepInputs(process.env), reserved: undefined }
    : parseCommandLine(definition, rest, process.env);
  if (reserved === 'help') return print(output, usage(definition), 0);
  if (reserved === 'version') return print(output, [suite.version], 0);
  const outcome = await work(definition, source, call);
  return async () =>
    'lines' in outcome ? concludeAnswer(outcome, output) : concludeOutcome(outcome, output);
}

async function work(definition: Definition, source: InputSource, { suite, output, interruption }: Call) {
  for (const secret of secretInputs(definition.inputs, source)) output.mask(secret);
  const environment = readEnvironment(process.env, process.cwd());
  if (environment.oidcRequest) output.mask(environment.oidcRequest.token);
  const host: Host = {
    environment,
    signal: interruption.signal,
    log: (line) => output.progress(forLog(line)),
    redact: (value) => redactAll(output.masks, value),
    mask: (secret) => output.mask(secret),
  };
  const inputs = readInputs(definition.inputs, source);
  const { retryFor } = inputs;
  const patience = typeof retryFor === 'number' ? { retryFor } : {};
  return definition.run(inputs, { ...host, wire: suite.wire(host, patience) });
}

/** A promise that nothing can settle any more lets Node end in the middle, with a code of its own. */
function watchForSilence(output: Output): () => void {
  const silent = () => {
    process.exitCode = 2;
    output.complaint('CUSTODY-901 Something unforeseen: the process ended before it had decided.');
  };
  process.on('exit', silent);
  return () => process.off('exit', silent);
}

async function loadAll(suite: Suite): Promise<readonly Definition[]> {
  return Promise.all(Object.values(suite.verbs).map(async (load) => (await load()).default));
}

function print(output: Output, lines: readonly string[], code: ExitCode): Conclusion {
  return async () => {
    for (const line of lines) output.result(line);
    return code;
  };
}

function unknownVerb(verb: string, verbs: readonly string[]): Fault {
  const near = closest(verb, verbs);
  return new Fault('CUSTODY-104', `There is no verb \`${verb}\`.`, {
    hint: `${near ? `Did you mean \`${near}\`? ` : ''}Custody has ${verbs.map((name) => `\`${name}\``).join(', ')}.`,
  });
}
