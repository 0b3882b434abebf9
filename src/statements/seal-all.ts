/**
 * Seals more files than one statement may name: the artifacts, sorted as they come, are cut into as many statements as
 * they need, and one signer signs all of them, with one certificate while it lives.
 */
import type { Byproduct } from '../formats/byproducts.ts';
import { limits } from '../model/limits.ts';
import type { Artifact } from '../model/subject.ts';
import { type SealPorts, type SealResult, seal } from './seal.ts';

/**
 * One result per statement, in the order of the artifacts. The same artifacts in the same order make the same
 * statements, so that a re-run finds those that an earlier one came to.
 *
 * @param byproducts name of an artifact → what else the build made about it
 * @throws what `seal` throws, at the first statement that cannot be sealed
 */
export async function sealAll(
  artifacts: readonly [Artifact, ...Artifact[]],
  server: string,
  ports: SealPorts,
  byproducts: ReadonlyMap<string, readonly Byproduct[]>,
): Promise<readonly [SealResult, ...SealResult[]]> {
  const most = limits.subjects;
  const [first, ...others] = artifacts;
  const sealPart = (part: readonly [Artifact, ...Artifact[]]) =>
    seal(
      part,
      server,
      ports,
      part.flatMap(({ name }) => byproducts.get(name) ?? []),
    );
  const results: [SealResult, ...SealResult[]] = [await sealPart([first, ...others.slice(0, most - 1)])];
  for (let start = most; start < artifacts.length; start += most) {
    const [next, ...rest] = artifacts.slice(start, start + most);
    if (next) results.push(await sealPart([next, ...rest]));
  }
  return results;
}
