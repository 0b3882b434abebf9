/** What differs between two SBOMs, as lines of a log and as Markdown. Escaped, deterministic. */
import type { NamedPackage, Release, SbomDiff } from '../model/sbom-diff.ts';
import { forLog, forMarkdownCode } from './escape.ts';
import { clipped } from './fit.ts';
import { markdownTable } from './markdown-table.ts';
import { summaryBytes, summaryRows } from './platform-limits.ts';
import { firstThatFits } from './summary-parts.ts';
import { count } from './words.ts';

const heads = ['change', 'package', 'from', 'to', 'licence'];

/** Bytes of one name, version or list of licences that are shown; the JSON has all of it. */
const mostBytes = 256;
/** A column is no wider, so that one long name does not fill every other row with spaces. */
const mostWidth = 48;

/** A table for a terminal, and below it what it comes to. */
export function sbomDiffLines(diff: SbomDiff): readonly string[] {
  const rows = rowsOf(diff).map((row) => cellsOf(row, forCell));
  const table = rows.length === 0 ? [] : [heads, ...rows];
  const widths = heads.map((_, column) =>
    table.reduce((widest, cells) => Math.min(mostWidth, Math.max(widest, cells[column]?.length ?? 0)), 0),
  );
  const lines = table.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  return [...lines.map((cells) => cells.join('  ').trimEnd()), sentence(diff)];
}

/**
 * What it comes to, and a table of as many rows as fit.
 *
 * @param most bytes that the place takes where it is to stand; the first line alone may be more
 */
export function sbomDiffMarkdown(diff: SbomDiff, most: number = summaryBytes): string {
  const top = `**${sentence(diff)}**\n`;
  const rows = rowsOf(diff);
  const withRows = (shown: number) => () => {
    const cells = rows.slice(0, shown).map((row) => cellsOf(row, forMarkdownCode));
    const hidden = rows.length - cells.length;
    const rest = hidden > 0 ? [`${count(hidden, 'more row')} in the JSON.\n`] : [];
    return [top, `${markdownTable(heads, cells)}\n`, ...rest].join('\n');
  };
  if (rows.length === 0) return top;
  return firstThatFits([withRows(1_000), withRows(summaryRows), withRows(10), () => top], most);
}

/** Counts and our own words alone: nothing in it comes from outside. */
function sentence({ added, removed, changed, licences }: SbomDiff): string {
  const moved = (['upgraded', 'downgraded', 'other'] as const).map(
    (way) => [changed.filter(({ direction }) => direction === way).length, words[way]] as const,
  );
  const counts = [
    [added.length, 'added'],
    [removed.length, 'removed'],
    ...moved,
    [licences.length, 'with another licence'],
  ] as const;
  const parts = counts.flatMap(([number, word]) => (number > 0 ? [`${number} ${word}`] : []));
  return parts.length === 0 ? 'No package differs.' : `${parts.join(', ')}.`;
}

const words = { upgraded: 'upgraded', downgraded: 'downgraded', other: 'changed' } as const;

interface Row {
  /** One of ours. */
  readonly word: string;
  readonly named: NamedPackage;
  readonly from?: Release;
  readonly to?: Release;
}

function rowsOf({ added, removed, changed, licences }: SbomDiff): readonly Row[] {
  return [
    ...added.map((to) => ({ word: 'added', named: to, to })),
    ...removed.map((from) => ({ word: 'removed', named: from, from })),
    ...changed.map(({ direction, ...change }) => ({ word: words[direction], named: change, ...change })),
    ...licences
      .filter(({ from, to }) => from.version === to.version)
      .map((change) => ({ word: 'licence', named: change, ...change })),
  ];
}

/** @param show escapes a text that is not empty */
function cellsOf({ word, named, from, to }: Row, show: (text: string) => string): readonly string[] {
  const shown = (text = '') => (text === '' ? '–' : show(clipped(text, mostBytes)));
  const [old, young] = [from, to].map((release) => release?.licences.join(', '));
  const changed = from && to && old !== young;
  const licence = changed ? `${shown(old)} → ${shown(young)}` : shown(old ?? young);
  return [word, shown(`${named.type}/${named.name}`), shown(from?.version), shown(to?.version), licence];
}

/** Two spaces end a cell: none can be made of what is in one. */
function forCell(text: string): string {
  return forLog(text).replace(/^ | (?= |$)/g, '\\u{20}');
}
