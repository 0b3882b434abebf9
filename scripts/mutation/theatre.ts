/** Tries one mutant after the other, each on the tests that reach it, the likeliest first. */
import type { Mutant } from './mutants.ts';
import { open, type Stage } from './stage.ts';
import type { Answer, Rehearsal } from './worker.ts';

export interface Result {
  readonly mutant: Mutant;
  readonly outcome: 'killed' | 'survived' | 'unreached';
  /** What noticed it. */
  readonly by?: string;
}

/** So often is everything loaded once more into the same memory, until a new process is begun. */
const EDITIONS = 40;

/** A test that passes without any mutant, and its number. */
type Sound = Rehearsal & { readonly index: number };

export interface Equipment {
  /** Path of the order that its processes get. */
  readonly order: string;
  /** A folder for what they leave behind. */
  readonly scratch: string;
  /** Milliseconds that one test may take. */
  readonly patience: number;
  readonly onNote: (text: string) => void;
}

/** Holds the tests, and knows which reach which mutant and which have noticed most of those nearby. */
export class Theatre {
  readonly #order: string;
  readonly #scratch: string;
  readonly #patience: number;
  readonly #onNote: (text: string) => void;
  #stage: Stage | undefined;
  #sound: readonly Sound[] = [];
  #broken: readonly string[] = [];
  #atLoad: ReadonlySet<number> = new Set();
  /** How many mutants of a file a test has noticed so far. */
  readonly #kills = new Map<string, number>();
  #editions = 0;

  constructor({ order, scratch, patience, onNote }: Equipment) {
    this.#order = order;
    this.#scratch = scratch;
    this.#patience = patience;
    this.#onNote = onNote;
  }

  async rehearse(): Promise<void> {
    const rehearsed = await (await this.#open()).ask({ kind: 'rehearse' }, this.#patience * 4);
    if (rehearsed?.kind !== 'rehearsed') throw new Error('the tests do not end without any mutant');
    const tests = rehearsed.tests.map((test, index) => ({ ...test, index }));
    this.#sound = tests.filter(({ problem }) => problem === undefined);
    this.#broken = tests.filter(({ problem }) => problem !== undefined).map(({ name }) => name);
    this.#atLoad = new Set(rehearsed.atLoad);
    for (const { name, problem } of rehearsed.tests)
      if (problem !== undefined)
        this.#onNote(`left out, for it fails without any mutant: ${name}: ${problem}`);
  }

  isLate(id: number): boolean {
    return this.#atLoad.has(id);
  }

  async judge(mutant: Mutant): Promise<Result> {
    const reaching = this.#sound.filter(({ reached }) => reached.includes(mutant.id));
    const late = this.isLate(mutant.id);
    if (!late && reaching.length === 0) return { mutant, outcome: 'unreached' };
    const answer = await (late ? this.#tryAnew(mutant, this.#sound) : this.#try(mutant, reaching));
    if (answer?.kind !== 'tried') {
      await this.#restart();
      return { mutant, outcome: 'killed', by: 'it never ends' };
    }
    const { test, problem } = answer;
    if (test === undefined) return { mutant, outcome: 'survived' };
    const key = `${mutant.file} ${test}`;
    this.#kills.set(key, (this.#kills.get(key) ?? 0) + 1);
    return { mutant, outcome: 'killed', by: `${test}: ${problem}` };
  }

  async #try(mutant: Mutant, reaching: readonly Sound[]): Promise<Answer | undefined> {
    const order = reaching
      .map((test) => ({ ...test, kills: this.#kills.get(`${mutant.file} ${test.name}`) ?? 0 }))
      .sort((a, b) => b.kills - a.kills || a.milliseconds - b.milliseconds);
    const asked = order.map(({ index }) => index);
    const answer = await (await this.#open()).ask(
      { kind: 'try', mutant: mutant.id, tests: asked },
      this.#patience,
    );
    if (answer?.kind !== 'tried' || (answer.test !== undefined && !answer.stained)) return answer;
    // What survives may have been hidden by a cache, and what was noticed be the stain of another.
    if (answer.stained) await this.#restart();
    return await this.#tryAnew(mutant, reaching);
  }

  /** Everything is loaded with it awake: what is reached while files are loaded shows only so. */
  async #tryAnew(mutant: Mutant, tests: readonly Sound[]): Promise<Answer | undefined> {
    const files = [...Map.groupBy(tests, ({ file }) => file)]
      .map(([file, some]) => ({ file, rank: this.#rank(mutant, some) }))
      .sort((a, b) => b.rank - a.rank)
      .map(({ file }) => file);
    if (++this.#editions % EDITIONS === 0) await this.#restart();
    const request = { kind: 'try anew', mutant: mutant.id, files, except: this.#broken } as const;
    return await (await this.#open()).ask(request, this.#patience);
  }

  /** First what has noticed most, then what is quickest. */
  #rank(mutant: Mutant, some: readonly Rehearsal[]): number {
    const kills = some.map(({ name }) => this.#kills.get(`${mutant.file} ${name}`) ?? 0);
    const milliseconds = some.map((test) => test.milliseconds);
    return sum(kills) - sum(milliseconds) / 1e9;
  }

  async #restart(): Promise<void> {
    await this.#stage?.close();
    this.#stage = undefined;
  }

  async #open(): Promise<Stage> {
    if (this.#stage) return this.#stage;
    const stage = await open(this.#order, this.#scratch);
    if (typeof stage === 'string') throw new Error(`the tests do not load without any mutant: ${stage}`);
    this.#stage = stage;
    return stage;
  }

  async close(): Promise<void> {
    await this.#restart();
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
