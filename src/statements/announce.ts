/** What of the sealed files is named to the runner, so that later steps of the job find it (`$GITHUB_ARTIFACTS`). */
import { limits } from '../model/limits.ts';
import type { Artifact } from '../model/subject.ts';

export interface Announcement {
  readonly artifacts: readonly Artifact[];
  /** What was left out, and why. */
  readonly notices: readonly string[];
}

/**
 * The runner takes the last segment of a path as the name, fails a step that gives one name two digests, and keeps
 * 500 names for a job. So a name with two digests is left out altogether, and the rest is cut to what there is room for.
 *
 * @param earlier what earlier steps of the job named: name → SHA-256
 */
export function announcement(
  artifacts: readonly Artifact[],
  earlier: ReadonlyMap<string, string>,
): Announcement {
  const byName = new Map<string, Artifact[]>();
  for (const artifact of artifacts) {
    const name = lastSegment(artifact.name);
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [artifact]);
    else same.push(artifact);
  }
  const ambiguous: string[] = [];
  const fresh: Artifact[] = [];
  for (const [name, [first, ...rest]] of byName) {
    const known = earlier.get(name);
    const digests = [first, ...rest].flatMap((each) => each?.digests.sha256 ?? []);
    if (new Set(known === undefined ? digests : [known, ...digests]).size > 1) ambiguous.push(name);
    else if (known === undefined && first) fresh.push(first);
  }
  const room = Math.max(0, limits.announcedArtifacts - earlier.size);
  return {
    artifacts: fresh.slice(0, room),
    notices: [...ambiguity(ambiguous), ...shortage(fresh.length, room)],
  };
}

function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** What the runner's list could not take. */
export function notAnnounced(paths: readonly string[]): readonly string[] {
  if (paths.length === 0) return [];
  return [`\`$GITHUB_ARTIFACTS\` cannot name ${some(paths)}.`];
}

function ambiguity(names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  return [`\`$GITHUB_ARTIFACTS\` does not name ${some(names)}: one name, several digests.`];
}

const shown = 5;

function some(names: readonly string[]): string {
  const list = names.slice(0, shown).map((name) => `\`${name}\``);
  const more = names.length > shown ? ` and ${names.length - shown} more` : '';
  return `${list.join(', ')}${more}`;
}

function shortage(count: number, room: number): readonly string[] {
  if (count <= room) return [];
  const most = limits.announcedArtifacts;
  return [
    `\`$GITHUB_ARTIFACTS\` names the first ${room} of ${count} sealed files: a job can name ${most} in all.`,
  ];
}
