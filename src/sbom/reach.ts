/** What a package is there for, where a lockfile says it of the root's dependencies only. */

export interface Edge {
  readonly to: string;
  /** Whether what it leads to may be left out. */
  readonly optional: boolean;
}

export interface Reach {
  /** Reached from what the root needs for development. */
  readonly dev: boolean;
  /** Left out where an optional package is. */
  readonly optional: boolean;
}

/**
 * The flags that npm writes (https://docs.npmjs.com/cli/configuring-npm/package-lock-json#packages): a package is for
 * development, or optional, where nothing else brings it in.
 *
 * @param production what the root needs where it runs
 * @param edges from a package to others, by id
 * @returns a finding for every package that is reached
 */
export function reachOf(
  production: Iterable<Edge>,
  development: Iterable<Edge>,
  edges: ReadonlyMap<string, readonly Edge[]>,
): ReadonlyMap<string, Reach> {
  const found = new Map<string, Reach>();
  const visit = (starts: Iterable<Edge>, reach: Reach, across: (edge: Edge) => boolean): void => {
    const open = [...starts].filter(across);
    for (let edge = open.pop(); edge; edge = open.pop()) {
      if (found.has(edge.to)) continue;
      found.set(edge.to, reach);
      for (const next of edges.get(edge.to) ?? []) if (across(next)) open.push(next);
    }
  };
  const always = ({ optional }: Edge) => !optional;
  const any = () => true;
  visit(production, { dev: false, optional: false }, always);
  // Whatever is left hangs on an optional edge somewhere, which may begin at a package that is already found.
  const reached = () => [...found.keys()].flatMap((id) => edges.get(id) ?? []);
  visit([...production, ...reached()], { dev: false, optional: true }, any);
  visit(development, { dev: true, optional: false }, always);
  visit([...development, ...reached()], { dev: true, optional: true }, any);
  return found;
}

/** Where edges lead, each id once. */
export function targetsOf(edges: readonly Edge[] = []): readonly string[] {
  return [...new Set(edges.map(({ to }) => to))];
}
