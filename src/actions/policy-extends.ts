/**
 * A policy with all that it extends, each from the file of this machine that was given for its exact address. For reading
 * and trying a policy alone: a gate fetches what it extends at its commit, and knows no such file (trust rule T31).
 */
import type { Wiring } from '../kit/wire.ts';
import { Fault, type Place } from '../model/fault.ts';
import { listed } from '../model/spelling.ts';
import { readPolicies } from '../policy/load.ts';
import { addressOf, type Policy } from '../policy/policy.ts';
import { readPolicy } from '../policy/read.ts';
import { policyBytes } from './policy-bytes.ts';

/**
 * @param path of the policy
 * @param given `OWNER/REPOSITORY@COMMIT:PATH=FILE`: none, or one for each address that is extended
 * @returns the policy; after it, where files were given, what it extends and what that extends
 * @throws Fault `CUSTODY-102` for a file that cannot be used, `-504` for one that lacks, and those of `readPolicies`
 */
export async function policiesAt(
  path: string,
  given: readonly string[],
  wire: Wiring,
): Promise<readonly [Policy, ...Policy[]]> {
  const files = filesOf(given);
  const bytes = await policyBytes(path, wire);
  if (files.size === 0) return [readPolicy(bytes, path, path)];
  const policies = await readPolicies({ bytes, uri: path, path }, async ({ at, ...address }) => {
    const uri = addressOf(address);
    const file = files.get(uri);
    if (file === undefined) throw notGiven(uri, at);
    return { bytes: await policyBytes(file, wire), uri, path: file };
  });
  const extended = [...new Set(policies.flatMap((policy) => policy.extends.map(addressOf)))];
  const stray = [...files.keys()].find((address) => !extended.includes(address));
  if (stray !== undefined) throw notExtended(stray, extended);
  return policies;
}

/** By address. More than one `=` would leave open where an address ends, and so what a file stands for. */
function filesOf(given: readonly string[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const line of given) {
    const [address = '', file = '', ...more] = line.split('=');
    const form = 'Write `owner/repository@<full commit>:path=FILE`, with that one `=`.';
    if (address === '' || file === '' || more.length > 0) throw unusable(line, 'cannot be used', form);
    if (files.has(address)) throw unusable(line, 'has a second file for one address', 'Give one.');
    files.set(address, file);
  }
  return files;
}

function notExtended(address: string, extended: readonly string[]): Fault {
  const exactly = 'An address is compared exactly, to the last digit of the commit.';
  const those = extended.length === 0 ? 'The policy extends none.' : `Extended: ${listed(extended, 'and')}.`;
  return unusable(address, 'is an address that nothing extends', `${those} ${exactly}`);
}

function unusable(value: string, problem: string, hint: string): Fault {
  return new Fault('CUSTODY-102', `extends: ${JSON.stringify(value)} ${problem}`, { hint });
}

/** The hint is no command to paste: the policy that is tried wrote the address. */
function notGiven(address: string, at: Place): Fault {
  return new Fault('CUSTODY-504', `there is no file for the policy ${address}, which is extended`, {
    hint: 'Give it, as it is at that commit: `--extends ADDRESS=FILE`.',
    at,
  });
}
