/** One text that holds every mutant of a file, each asleep behind a question that wakes it. */
import type { Mutant } from './mutants.ts';

/** The function that is asked, with the number of a mutant, whether that one is awake. */
export const QUESTION = '__awake';

/** @returns JavaScript's reading of it is that of the file as long as none is awake; its types no longer hold */
export function weave(text: string, mutants: readonly Mutant[]): string {
  const bytes = Buffer.from(text);
  const places = Map.groupBy(mutants, ({ start, end, shape }) => `${start} ${end} ${shape}`);
  const sorted = [...places.values()].sort(([a], [b]) =>
    a && b ? a.start - b.start || b.end - a.end || order(a) - order(b) : 0,
  );
  let next = 0;
  const render = (start: number, end: number): string => {
    let done = start;
    let woven = '';
    for (let place = sorted[next]; place?.[0] && place[0].start < end; place = sorted[next]) {
      next++;
      const from = bytes.subarray(done, place[0].start).toString();
      done = place[0].end;
      woven += around(from, place, render(place[0].start, place[0].end));
    }
    return woven + bytes.subarray(done, end).toString();
  };
  return render(0, bytes.length);
}

/** Statements hold expressions where both take the same place. */
function order({ shape }: Mutant): number {
  return shape === 'statements' ? 0 : 1;
}

/** What comes before a place, and the place. */
function around(before: string, mutants: readonly Mutant[], original: string): string {
  const [first] = mutants;
  if (first?.shape === 'statements')
    return `${before}{ if (!(${mutants.map(ask).join(' || ')})) {${original}} }`;
  const asName = first?.shape === 'name';
  const quote = (text: string) => (asName ? `'${text}'` : `(${text})`);
  const choice =
    mutants.map((mutant) => `${ask(mutant)} ? ${quote(mutant.text)} : `).join('') + quote(original);
  if (!asName) return `${before}(${choice})`;
  return `${before.endsWith('?.') ? before : before.replace(/\.$/, '')}[${choice}]`;
}

function ask({ id }: Mutant): string {
  return `${QUESTION}(${id})`;
}
