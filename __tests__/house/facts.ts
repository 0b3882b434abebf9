/**
 * What a source file says, read from its syntax tree: which modules it names, which globals it reaches for, and
 * how long its functions are. Comments and strings cannot deceive it, for it never looks at the text.
 */
import { parseSync } from '@swc/core';

/** One module that is named, statically, by `import()` or by `export … from`. */
export interface ImportFact {
  readonly specifier: string;
  readonly isDynamic: boolean;
  readonly isTypeOnly: boolean;
}

/** All that the rules of the house ask of a file. */
export interface FileFacts {
  readonly imports: readonly ImportFact[];
  /** Globals in use, by the names of `Use`. */
  readonly uses: ReadonlySet<Use>;
  /** Every name that is imported, read or written. */
  readonly names: ReadonlySet<string>;
  /** Lines of each function that is longer than one. */
  readonly functions: readonly number[];
}

/** A way to reach the world without a port. */
export type Use = 'process.env' | 'process.stdout' | 'clock' | 'fetch' | 'console' | 'globalThis' | 'require';

interface Node {
  readonly type: string;
  readonly span?: { readonly start: number; readonly end: number };
  readonly [key: string]: unknown;
}

interface Gathered {
  readonly imports: ImportFact[];
  readonly uses: Set<Use>;
  readonly names: Set<string>;
  readonly functions: number[];
  readonly bytes: Buffer;
  readonly base: number;
}

const FUNCTIONS = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'Constructor',
  'MethodProperty',
  'GetterProperty',
  'SetterProperty',
]);

/**
 * Reads the facts of one TypeScript file.
 * @throws Error when it cannot be parsed
 */
export function readFacts(source: string): FileFacts {
  // The parser counts on from one file to the next; an empty statement in front marks where this one begins.
  const text = `;${source.replace(/^#!/, '//')}`;
  const tree = parseSync(text, { syntax: 'typescript', target: 'es2024' }) as unknown as Node;
  const gathered: Gathered = {
    imports: [],
    uses: new Set(),
    names: new Set(),
    functions: [],
    bytes: Buffer.from(text),
    base: tree.span?.start ?? 0,
  };
  visit(tree, gathered);
  return gathered;
}

function visit(value: unknown, gathered: Gathered): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, gathered);
  } else if (isNode(value)) {
    readNode(value, gathered);
    for (const child of Object.values(value)) visit(child, gathered);
  } else if (typeof value === 'object' && value !== null) {
    // Arguments and the like are wrapped in objects without a type.
    for (const child of Object.values(value)) visit(child, gathered);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function readNode(node: Node, gathered: Gathered): void {
  readImport(node, gathered.imports);
  readUse(node, gathered.uses);
  if (node.type === 'Identifier') {
    gathered.names.add(String(node['value']));
  }
  if (FUNCTIONS.has(node.type)) readFunction(node, gathered);
}

function readImport(node: Node, imports: ImportFact[]): void {
  const source = node['source'];
  if (/^(?:Import|ExportNamed|ExportAll)Declaration$/.test(node.type) && isNode(source)) {
    const isTypeOnly = node['typeOnly'] === true;
    imports.push({ specifier: String(source['value']), isDynamic: false, isTypeOnly });
  }
  if (node.type === 'CallExpression' && (node['callee'] as Node).type === 'Import') {
    const [first] = node['arguments'] as readonly { readonly expression: Node }[];
    const isLiteral = first?.expression.type === 'StringLiteral';
    const specifier = isLiteral ? String(first.expression['value']) : '(computed)';
    imports.push({ specifier, isDynamic: true, isTypeOnly: false });
  }
  if (node.type === 'TsImportType') {
    imports.push({
      specifier: String((node['argument'] as Node)['value']),
      isDynamic: false,
      isTypeOnly: true,
    });
  }
}

function readUse(node: Node, uses: Set<Use>): void {
  switch (node.type) {
    case 'MemberExpression': {
      const path = `${nameOf(node['object'])}.${nameOf(node['property'])}`;
      if (path === 'process.env') uses.add('process.env');
      if (path === 'Date.now' || path === 'performance.now') uses.add('clock');
      if (path.startsWith('console.')) uses.add('console');
      break;
    }
    case 'VariableDeclarator':
      // const { env } = process
      if (nameOf(node['init']) === 'process') uses.add('process.env');
      break;
    case 'NewExpression':
      if (nameOf(node['callee']) === 'Date' && countArguments(node) === 0) uses.add('clock');
      break;
    case 'CallExpression': {
      const callee = nameOf(node['callee']);
      if (isPrint(node['callee'])) uses.add('process.stdout');
      if (callee === 'Date') uses.add('clock');
      if (callee === 'fetch') uses.add('fetch');
      if (callee === 'require') uses.add('require');
      break;
    }
    case 'Identifier':
      if (node['value'] === 'globalThis') uses.add('globalThis');
      break;
  }
}

/** process.stdout.write and its like; taking the stream itself, to silence another's printing, is none. */
function isPrint(callee: unknown): boolean {
  const stream = isNode(callee) ? callee['object'] : undefined;
  if (!isNode(stream) || nameOf(stream['object']) !== 'process') return false;
  return nameOf(stream['property']) === 'stdout' || nameOf(stream['property']) === 'stderr';
}

/** The name of an identifier, or of a computed property that is a literal: process['env']. */
function nameOf(value: unknown): string {
  if (!isNode(value)) return '';
  if (value.type === 'Identifier' || value.type === 'StringLiteral') return String(value['value']);
  return value.type === 'Computed' ? nameOf(value['expression']) : '';
}

function countArguments(node: Node): number {
  return Array.isArray(node['arguments']) ? node['arguments'].length : 0;
}

function readFunction(node: Node, { bytes, base, functions }: Gathered): void {
  if (node.span === undefined || !hasBody(node)) return;
  const text = bytes.subarray(node.span.start - base, node.span.end - base).toString();
  const lines = text.split('\n').length;
  if (lines > 1) functions.push(lines);
}

/** An overload or an abstract method has no body. */
function hasBody(node: Node): boolean {
  const inner = node['function'];
  return (
    isNode(node['body']) || (typeof inner === 'object' && inner !== null && isNode((inner as Node)['body']))
  );
}
