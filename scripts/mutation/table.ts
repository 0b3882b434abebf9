/** What a measurement comes to, in lines: a row for each file, then every change that no test noticed. */
import type { Result } from './theatre.ts';

export function table(results: readonly Result[]): readonly string[] {
  const byFile = [...Map.groupBy(results, ({ mutant }) => mutant.file)].sort(([a], [b]) =>
    a.localeCompare(b, 'en'),
  );
  const width = Math.max(...byFile.map(([file]) => file.length), 4);
  const row = (name: string, ...cells: readonly string[]) =>
    [name.padEnd(width), ...cells.map((cell) => cell.padStart(9))].join(' ');
  return [
    row('file', 'mutants', 'killed', 'survived', 'score'),
    ...byFile.map(([file, some]) => row(file, ...figures(some))),
    row('all', ...figures(results)),
    '',
    ...byFile.flatMap(([, some]) => some.filter(isAlive).map(line)),
  ];
}

function isAlive({ outcome }: Result): boolean {
  return outcome !== 'killed';
}

function figures(results: readonly Result[]): readonly string[] {
  const alive = results.filter(isAlive).length;
  const killed = results.length - alive;
  const score = results.length === 0 ? '' : `${((100 * killed) / results.length).toFixed(1)} %`;
  return [String(results.length), String(killed), String(alive), score];
}

/** `unreached` is what no test so much as runs. */
function line({ mutant: { file, line: number, original, text }, outcome }: Result): string {
  return `${file}:${number} ${outcome}: ${short(original)} → ${short(text) || 'nothing'}`;
}

function short(text: string): string {
  const one = text.replaceAll(/\s+/g, ' ').trim();
  return one.length > 100 ? `${one.slice(0, 100)}…` : one;
}
