/**
 * Says a verdict where people and programs look: a JSON report, SARIF, a check run. None of it decides anything: the gate
 * is the conclusion of the job, and what could not be said is noted in the report.
 */
import {
  type Context,
  type Declaration,
  type Definition,
  defineAction,
  type Outcome,
} from '../kit/define.ts';
import { choice, type Input, type Inputs, text, type ValuesOf } from '../kit/inputs.ts';
import { VERSION } from '../kit/version.ts';
import { asFaults, redactFaulted } from '../report/faulted.ts';
import type { Report } from '../report/report.ts';
import { trustworthy } from '../report/trustworthy.ts';
import { hereOf, postCheckRun } from './check-run.ts';

export const sayInputs = {
  json: text({ description: 'Path for the report as JSON (schema/report.v1.schema.json).' }),
  sarif: text({
    description:
      'Path for the findings as SARIF 2.1.0, for code scanning. Nothing is written there when it could not be decided at all.',
  }),
  checkRun: choice({
    description:
      '`auto` posts a check run on the head commit where the token may write checks; `never` posts none. Outside of a workflow there is none. Asking again for it takes 30 seconds of `retry-for` at most.',
    choices: ['auto', 'never'],
    default: 'auto',
  }),
  checkName: text({
    description:
      'What stands behind `custody / ` in the name of the check run; the verb unless given. Give each leg of a matrix its own.',
  }),
};

/** What a verb has to declare itself. */
type GateInputs = {
  readonly offline: Input<boolean>;
  readonly githubToken: Input<string | undefined>;
};

export type SayValues = ValuesOf<typeof sayInputs> & ValuesOf<GateInputs>;

const permissions = {
  checks: {
    access: 'write',
    why: 'to post a check run; without it the verdict stands in log and summary alone',
  },
} as const;

/** A verb that decides: with the inputs above, and its verdict said. */
export function defineGate<I extends GateInputs & Inputs, Output extends string>(
  gate: Declaration<I, Output>,
): Definition<I & typeof sayInputs, Output, Outcome<Output>> {
  return defineAction({
    ...gate,
    permissions: { ...gate.permissions, ...permissions },
    inputs: { ...gate.inputs, ...sayInputs },
    run: async (inputs, context) => {
      // The compiler does not see through an intersection of mapped types.
      const values = inputs as ValuesOf<I> & SayValues;
      const checkName = values.checkName ?? gate.name;
      await clear(values, context);
      const outcome = await gate.run(values, context).catch(async (thrown: unknown) => {
        await sayFault(gate.name, thrown, checkName, values, context);
        throw thrown;
      });
      return { ...outcome, report: await say(outcome.report, checkName, values, context) };
    },
  });
}

/** An earlier file must not be mistaken for this run's. */
async function clear({ json, sarif }: SayValues, { wire }: Context): Promise<void> {
  for (const path of [json, sarif]) if (path !== undefined) await wire.clearReport(path);
}

/** @returns the report with a note of what was not said */
async function say(report: Report, checkName: string, inputs: SayValues, context: Context): Promise<Report> {
  const { environment, wire, redact } = context;
  let said = redact(trustworthy(report));
  const note = (text: string | undefined) => {
    if (text !== undefined) said = { ...said, notices: [...said.notices, text] };
  };
  if (inputs.sarif !== undefined) {
    const { sarif } = await import('../report/sarif.ts');
    const file = sarif(said, hereOf(environment), VERSION);
    await wire.writeText(inputs.sarif, file.text);
    note(file.leftOut);
  }
  const { checkRun } = await import('../report/check-run.ts');
  note(await postCheckRun(inputs, context, (here) => checkRun(said, checkName, here)));
  if (inputs.json !== undefined) await wire.writeReport(inputs.json, said);
  return said;
}

/** That nothing was decided is said as well: an earlier success on the same commit would stand there otherwise. */
async function sayFault(
  verb: string,
  thrown: unknown,
  checkName: string,
  inputs: SayValues,
  context: Context,
): Promise<void> {
  const faulted = redactFaulted({ verb, faults: asFaults(thrown) }, context.redact);
  const { faultedCheckRun } = await import('../report/check-run.ts');
  const note = await postCheckRun(inputs, context, (here) => faultedCheckRun(faulted, checkName, here));
  if (note !== undefined) context.log(note);
}
