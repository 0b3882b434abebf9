/** A case of a policy, `case.yml`: an artifact with its evidence, and what the policy must say of it. Read as strictly. */
import { readYaml } from '../../formats/yaml.ts';
import { type Code, codes } from '../../model/codes.ts';
import { Fault, Faults } from '../../model/fault.ts';
import { name } from '../addresses.ts';
import { defaulted, Here, optional, Reading, required } from '../kinds.ts';
import { choice, line, text, textual } from '../scalars.ts';
import { any, map, some } from '../structures.ts';

const path = text(
  'path from the folder of the case, with `/`',
  /^[^/\\\x00-\x1f\x7f][^\\\x00-\x1f\x7f]{0,999}$/,
  'Write a path that begins in the folder of the case, with `/`.',
);

const sha256 = text('SHA-256 digest', /^[0-9a-f]{64}$/, 'Write 64 lower-case hexadecimal digits.');

const time = textual(
  'time in UTC, such as `2027-01-31T12:00:00Z`',
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  'Write it as `2027-01-31T12:00:00Z`, in quotes.',
  (text) => {
    const value = new Date(text);
    return Number.isNaN(value.getTime())
      ? { problem: `cannot be ${text}: there is no such time`, fix: 'Write a time of the calendar.' }
      : { value };
  },
);

const run = text(
  'address of the attempt of a run',
  /^https:\/\/[\w.:-]+\/[\w.-]+\/[\w.-]+\/actions\/runs\/[1-9]\d{0,19}\/attempts\/[1-9]\d{0,5}$/,
  'Write it as the certificate has it: `https://github.com/OWNER/REPOSITORY/actions/runs/RUN/attempts/ATTEMPT`.',
);

const conclusion = text(
  'conclusion of GitHub, such as `success`',
  /^[a-z_]{1,30}$/,
  'Write it as GitHub does.',
);

const code = { ...choice(Object.keys(codes) as [Code, ...Code[]]), words: 'code, such as `CUSTODY-434`' };

/** Every field, declared once: reader, JSON Schema and the page of the reference follow from it. */
export const caseFields = {
  name: optional(line, 'What it is about. Default: the path of its file.'),
  artifact: required(
    map({
      name: required(line, 'The name that `match` of the policy is held against.'),
      file: optional(path, 'The artifact itself.'),
      sha256: optional(
        sha256,
        'Its digest, in place of the file. Evidence that names others beside it does not match.',
      ),
    }),
    'What is decided about: a name, and a file or its digest.',
  ),
  evidence: required(some(path), 'Files of bundles.'),
  environment: optional(name, 'The environment that rules may ask for. Default: none.'),
  now: optional(time, 'When it is decided. Default: the time of the test.'),
  runs: defaulted(
    any(
      map({
        run: required(run, 'The run that signed.'),
        conclusion: optional(conclusion, 'What became of it. Without one it has not ended.'),
        jobs: defaulted(
          any(
            map({
              name: required(line, 'Name of the job.'),
              conclusion: optional(conclusion, 'What became of the job.'),
            }),
          ),
          [],
          'one, with the conclusion of the run',
          'Its jobs.',
        ),
      }),
    ),
    [],
    'none can be asked',
    'What GitHub would say of runs, for `run-conclusion`.',
  ),
  expect: required(choice(['pass', 'fail', 'unknown']), 'The verdict that the policy must come to.'),
  findings: defaulted(
    any(
      map({
        rule: required(line, 'The rule, as the verdict names it.'),
        code: optional(code, 'The code that the finding, or a piece of its evidence, must have.'),
      }),
    ),
    [],
    'none',
    'Why: what the verdict must hold. A case that is refused for another reason tests nothing.',
  ),
} as const;

export const caseFile = map(caseFields);

export type PolicyCase = NonNullable<ReturnType<typeof caseFile.read>>;

/**
 * @param file the name that places bear
 * @throws Faults `CUSTODY-508`, each with its place
 */
export function readCase(bytes: Uint8Array, file: string): PolicyCase {
  const reading = new Reading('the case', 'CUSTODY-508');
  const tree = asCase(() => readYaml(bytes, file));
  const here = new Here('', tree.at, reading);
  const read = caseFile.read(tree, here);
  const { file: given, sha256: digest } = read?.artifact ?? {};
  if (read && (given === undefined) === (digest === undefined)) {
    const fix = 'Write `file`, or `sha256` where the file is not at hand.';
    reading.refuse('artifact', { problem: 'needs a file or a digest, and takes one of them', fix });
  }
  const [first, ...more] = reading.faults;
  if (first) throw new Faults([first, ...more]);
  return read as PolicyCase;
}

/** YAML that is not acceptable is no error of the policy. */
function asCase<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Faults)) throw error;
    const [first, ...more] = error.faults.map(unusable);
    throw new Faults([first as Fault, ...more]);
  }
}

function unusable({ message, hint, at, cause }: Fault): Fault {
  return new Fault('CUSTODY-508', message, { hint, ...(at && { at }), cause });
}
