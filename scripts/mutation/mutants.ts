/** All mutants of a file: every change that may be made to it, one at a time. */
import { type Change, changesOf } from './changes.ts';
import { child, children, type Node, parse } from './tree.ts';

export interface Mutant extends Change {
  /** From 1 on. */
  readonly id: number;
  /** Relative to the root. */
  readonly file: string;
  readonly line: number;
  /** What stands there. */
  readonly original: string;
}

/**
 * @param first the number of the first
 * @returns in the order of the file
 */
export function mutantsOf(file: string, text: string, first: number): readonly Mutant[] {
  const bytes = Buffer.from(text);
  const textBetween = (start: number, end: number) => bytes.subarray(start, end).toString();
  const seen = new Map<string, Change>();
  const visit = (node: Node): void => {
    for (const change of changesOf(node, ({ start, end }) => textBetween(start, end))) {
      const same = change.text === textBetween(change.start, change.end);
      if (!same) seen.set(`${change.start} ${change.end} ${change.text}`, change);
    }
    for (const below of inside(node)) visit(below);
  };
  visit(parse(text));
  return [...seen.values()]
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .map((change, index) => ({
      ...change,
      id: first + index,
      file,
      line: textBetween(0, change.start).split('\n').length,
      original: textBetween(change.start, change.end),
    }));
}

/** Nodes below this one that run: neither types, nor imports, nor names of fields. */
function inside(node: Node): readonly Node[] {
  if (/^(?:TsAs|TsSatisfies|TsNonNull|TsConst)/.test(node.type)) return [child(node, 'expression') as Node];
  const key = child(node, 'key');
  return children(node).filter(
    (below) =>
      !/^(?:Ts(?!As|Satisfies|NonNull|Const)|Import|ExportAll|ExportNamed|TemplateElement)/.test(
        below.type,
      ) &&
      (below !== key || key.type === 'Computed') &&
      !(node.type === 'TaggedTemplateExpression' && below.type === 'TemplateLiteral'),
  );
}
