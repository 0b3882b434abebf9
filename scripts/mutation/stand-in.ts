/**
 * Stands in for `@jest/globals` where the same tests are run thousands of times in one process: keeps what a test file
 * declares, and runs one test at a time with the hooks around it. `expect` is jest's own.
 */
import { format } from 'node:util';

type Body = () => unknown;

export interface Group {
  readonly name: string;
  readonly parent: Group | undefined;
  readonly hooks: Record<'beforeAll' | 'afterAll' | 'beforeEach' | 'afterEach', Body[]>;
  /** Once its `beforeAll` has begun. */
  ready?: Promise<void>;
}

export interface Test {
  readonly name: string;
  readonly group: Group;
  readonly body: Body;
}

/** Of all files that were loaded. */
export const tests: Test[] = [];

let current = newGroup('', undefined);

/** Begins a file: what is declared from now on is its own. */
export function beginFile(path: string): void {
  current = newGroup(path, undefined);
}

function newGroup(name: string, parent: Group | undefined): Group {
  return { name, parent, hooks: { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] } };
}

export const describe = Object.assign(
  (name: string, body: Body) => {
    const outer = current;
    current = newGroup(name, outer);
    body();
    current = outer;
  },
  { each: each((name, body) => describe(name, body)), skip: () => {} },
);

export const test = Object.assign(
  (name: string, body: Body) => {
    tests.push({ name: fullName(name, current), group: current, body });
  },
  { each: each((name, body) => test(name, body)), skip: Object.assign(() => {}, { each: () => () => {} }) },
);

export const beforeAll = hook('beforeAll');
export const afterAll = hook('afterAll');
export const beforeEach = hook('beforeEach');
export const afterEach = hook('afterEach');
export { expect } from 'expect';

function hook(when: keyof Group['hooks']): (body: Body) => void {
  return (body) => {
    current.hooks[when].push(body);
  };
}

function each(declare: (name: string, body: Body) => void) {
  return (table: readonly unknown[]) => (name: string, body: (...values: readonly unknown[]) => unknown) => {
    for (const row of table) {
      const values: readonly unknown[] = Array.isArray(row) ? row : [row];
      declare(name.includes('%') ? format(name, ...values) : `${name} ${format('%j', row)}`, () =>
        body(...values),
      );
    }
  };
}

function fullName(name: string, group: Group): string {
  return group.parent ? fullName(`${group.name} ${name}`, group.parent) : `${group.name}: ${name}`;
}

/** The groups a test stands in, outermost first. */
export function groupsOf(group: Group | undefined): readonly Group[] {
  return group ? [...groupsOf(group.parent), group] : [];
}

/** Runs the `beforeAll` of every group around a test, each once. */
export async function prepare({ group }: Test): Promise<void> {
  for (const one of groupsOf(group)) {
    one.ready ??= runAll(one.hooks.beforeAll);
    await one.ready;
  }
}

/** @throws what the test throws, or an Error when it is not done in time */
export async function run({ group, body }: Test, milliseconds: number): Promise<void> {
  const groups = groupsOf(group);
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('not done in time')), milliseconds);
  const whole = async () => {
    try {
      for (const { hooks } of groups) await runAll(hooks.beforeEach);
      await body();
    } finally {
      for (const { hooks } of [...groups].reverse()) await runAll(hooks.afterEach);
    }
  };
  try {
    await Promise.race([whole(), promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Clears away what the groups that were prepared have made. */
export async function finish(): Promise<void> {
  const groups = new Set(tests.flatMap(({ group }) => groupsOf(group)).filter(({ ready }) => ready));
  for (const { hooks } of [...groups].reverse()) await runAll(hooks.afterAll);
}

async function runAll(bodies: readonly Body[]): Promise<void> {
  for (const body of bodies) await body();
}
