/**
 * The port `ArtifactList` over the runner's files (actions/runner 2.336): a step writes one path a line into
 * `$GITHUB_ARTIFACTS`, `=` being reserved, and reads what earlier steps named from `$GITHUB_ARTIFACTS_LIST`.
 */
import { appendFile, stat } from 'node:fs/promises';
import { member, parseJson, textAt } from '../../formats/json.ts';
import { isDigest } from '../../model/digest.ts';
import { Fault } from '../../model/fault.ts';
import { limits } from '../../model/limits.ts';
import type { Json } from '../../model/statement.ts';
import type { ArtifactList } from '../../ports/artifact-list.ts';
import { readWhole } from './open.ts';
import { unwritten } from './write.ts';

/** What the runner takes from one step. */
const mostBytes = 1024 * 1024;

/**
 * @param file `$GITHUB_ARTIFACTS`
 * @param list `$GITHUB_ARTIFACTS_LIST`, where the runner offers it
 */
export function artifactList(file: string, list: string | undefined): ArtifactList {
  return {
    earlier: async () => (list === undefined ? new Map() : earlierIn(list)),
    announce: (paths) => announce(file, paths),
  };
}

async function announce(file: string, paths: readonly string[]): Promise<readonly string[]> {
  const leftOut: string[] = [];
  let text = '';
  let bytes = 0;
  for (const path of paths) {
    const line = `${path}\n`;
    const more = Buffer.byteLength(line);
    if (bytes + more > mostBytes || /[=\r\n]|^\s|\s$/.test(path) || !(await isFile(path))) {
      leftOut.push(path);
      continue;
    }
    text += line;
    bytes += more;
  }
  try {
    await appendFile(file, text);
  } catch (error) {
    throw unwritten(file, error, 'CUSTODY-906');
  }
  return leftOut;
}

/** A name in Unicode NFC may stand for a file whose name on disk is written otherwise. */
function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isFile(),
    () => false,
  );
}

/** Nothing is decided by it: what cannot be read, and what it says in a form that is not known here, is left out. */
async function earlierIn(list: string): Promise<ReadonlyMap<string, string>> {
  const earlier = new Map<string, string>();
  try {
    const bytes = await readWhole(list, limits.answerBytes, () => unreadable(list));
    const subjects = bytes && member(parseJson(bytes, 'the list of artifacts'), 'subjects');
    for (const subject of Array.isArray(subjects) ? subjects : []) {
      const name = textAt(subject, 'name');
      const sha256 = sha256Of(subject);
      if (name !== undefined && sha256 !== undefined) earlier.set(name, sha256);
    }
  } catch {
    // As if nothing had been named.
  }
  return earlier;
}

function unreadable(list: string): Fault {
  return new Fault('CUSTODY-205', `\`${list}\` cannot be read.`, { hint: 'The runner writes it.' });
}

/** `sha256:<hex>`, or a set of digests by algorithm. */
function sha256Of(subject: Json): string | undefined {
  const hex = textAt(subject, 'digest', 'sha256') ?? textAt(subject, 'digest')?.replace(/^sha256:/, '');
  return hex !== undefined && isDigest('sha256', hex) ? hex : undefined;
}
