/** Wakes every mutant of some files in turn, and tells which of them no test notices. */
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeScratch } from '../rules/scratch.ts';
import { compiling } from './compile.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { type Result, Theatre } from './theatre.ts';
import { weave } from './weave.ts';

export interface Measurement {
  readonly root: string;
  /** Source files, relative to the root. */
  readonly files: readonly string[];
  readonly testFiles: readonly string[];
  /** How long one test may take, in milliseconds: a mutant may make it slow, and the machine may be busy. */
  readonly patience: number;
  /** Results of an earlier measurement of the same source: only what was not killed then is tried. */
  readonly again?: readonly Result[];
  readonly onNote: (text: string) => void;
  readonly onResult: (result: Result) => void;
}

/** @throws Error when the tests cannot be loaded as they are */
export async function measure(measurement: Measurement): Promise<void> {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'custody-mutation-')));
  try {
    const { files, testFiles, patience, again, onNote, onResult } = measurement;
    // Nobody has to keep their hands off the checkout meanwhile.
    const root = makeScratch(measurement.root, join(scratch, 'tree')).folder;
    const mutants: Mutant[] = [];
    for (const file of files)
      mutants.push(...mutantsOf(file, readFileSync(join(root, file), 'utf8'), mutants.length + 1));
    const valid = again ? stillAlive(mutants, again) : compiling(root, join(scratch, 'compiled'), mutants);
    onNote(`${mutants.length} mutants in ${files.length} files, ${valid.length} of them compile`);
    const woven = files.map((file) => [
      join(root, file),
      weave(
        readFileSync(join(root, file), 'utf8'),
        valid.filter((mutant) => mutant.file === file),
      ),
    ]);
    const order = join(scratch, 'order.json');
    writeFileSync(order, JSON.stringify({ root, testFiles, woven: Object.fromEntries(woven) }));
    const theatre = new Theatre({ order, scratch, patience, onNote });
    await theatre.rehearse();
    // What needs to be loaded anew takes longest.
    const [quick, slow] = [false, true].map((late) => valid.filter(({ id }) => theatre.isLate(id) === late));
    for (const mutant of [...(quick ?? []), ...(slow ?? [])]) onResult(await theatre.judge(mutant));
    await theatre.close();
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

function stillAlive(mutants: readonly Mutant[], before: readonly Result[]): readonly Mutant[] {
  const alive = new Set(
    before.flatMap(({ mutant, outcome }) => (outcome === 'killed' ? [] : [keyOf(mutant)])),
  );
  return mutants.filter((mutant) => alive.has(keyOf(mutant)));
}

function keyOf({ file, start, end, text }: Mutant): string {
  return `${file} ${start} ${end} ${text}`;
}
