/** Requirements files of pip, as lines: https://pip.pypa.io/en/stable/reference/requirements-file-format/ */
import type { InventoryFile } from '../model/inventory.ts';
import { lockfileText } from './lockfile.ts';

/** One line that says something. Lines count from 1; one that is continued has the number of its first. */
export interface RequirementLine {
  readonly kind: 'requirement' | 'include' | 'constraints';
  /** A requirement without its options, or the path of another file. */
  readonly text: string;
  /** As they were written: `sha256:…`. */
  readonly hashes: readonly string[];
  readonly line: number;
}

/** Options such as those that name an index are left out. @throws Fault `CUSTODY-410`; `CUSTODY-404` past a limit */
export function requirementLines(file: InventoryFile): readonly RequirementLine[] {
  return joined(lockfileText(file)).flatMap(({ text, line }) => {
    const meant = withoutComment(text).trim();
    if (meant === '') return [];
    if (!meant.startsWith('-')) return [{ kind: 'requirement', line, ...optionsOf(meant) }];
    const [name = ''] = meant.split(/[\s=]/, 1);
    // A short option may be written together with its value.
    const short = !name.startsWith('--');
    const option = short ? name.slice(0, 2) : name;
    const value = meant.slice(option.length).replace(/^[\s=]+/, '');
    const kind = options.get(option);
    return kind === undefined ? [] : [{ kind, line, ...optionsOf(value) }];
  });
}

const options: ReadonlyMap<string, RequirementLine['kind']> = new Map([
  ['-r', 'include'],
  ['--requirement', 'include'],
  ['-c', 'constraints'],
  ['--constraint', 'constraints'],
  ['-e', 'requirement'],
  ['--editable', 'requirement'],
]);

interface Line {
  readonly text: string;
  readonly line: number;
}

/** A backslash at its end continues a line, unless all of it is a comment. */
function joined(text: string): readonly Line[] {
  const lines: Line[] = [];
  let pieces: string[] = [];
  let first = 1;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (pieces.length === 0) first = index + 1;
    const isComment = raw.trimStart().startsWith('#');
    const continued = !isComment && raw.endsWith('\\');
    pieces.push(continued ? raw.slice(0, -1) : isComment ? ` ${raw}` : raw);
    if (continued) continue;
    lines.push({ text: pieces.join(''), line: first });
    pieces = [];
  }
  return pieces.length === 0 ? lines : [...lines, { text: pieces.join(''), line: first }];
}

/** A number sign begins a comment at the start and behind a space; elsewhere it is part of a URL. */
function withoutComment(text: string): string {
  for (let at = text.indexOf('#'); at >= 0; at = text.indexOf('#', at + 1)) {
    if (at === 0 || /\s/.test(text[at - 1] ?? '')) return text.slice(0, at);
  }
  return text;
}

/** What belongs to one requirement only stands behind it, and of that only hashes say what is taken. */
function optionsOf(text: string): Pick<RequirementLine, 'text' | 'hashes'> {
  const start = text.search(/\s--?[A-Za-z]/);
  if (start < 0) return { text, hashes: [] };
  const words = text.slice(start).trim().split(/\s+/);
  const hashes = words.flatMap((word, index) => {
    if (word.startsWith('--hash=')) return word.slice('--hash='.length);
    return words[index - 1] === '--hash' ? word : [];
  });
  return { text: text.slice(0, start).trimEnd(), hashes };
}
