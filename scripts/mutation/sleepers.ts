/** Puts the woven text in the place of the source as it is loaded, and answers which mutant is awake. */
import childProcess from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { registerHooks, syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { QUESTION } from './weave.ts';

/** What a process is told, the path of this as JSON. */
export interface Order {
  readonly root: string;
  readonly testFiles: readonly string[];
  /** Woven text by absolute path. */
  readonly woven: Readonly<Record<string, string>>;
}

export const state = {
  awake: 0,
  reached: new Set<number>(),
  /** Another number has everything that is ours loaded anew. */
  edition: 0,
};

/** What is loaded from now on is woven, here and in the processes that are begun with `spawnSync` of this Node. */
export function lay(orderPath: string): Order {
  const order = JSON.parse(readFileSync(orderPath, 'utf8')) as Order;
  const sources = new Map(
    Object.entries(order.woven).map(([path, text]) => [pathToFileURL(path).href, text]),
  );
  const home = pathToFileURL(`${order.root}/`).href;
  const standIn = pathToFileURL(join(import.meta.dirname, 'stand-in.ts')).href;
  Object.defineProperty(globalThis, QUESTION, {
    value: (id: number) => {
      state.reached.add(id);
      return id === state.awake;
    },
  });
  registerHooks({
    resolve: (name, context, next) => {
      if (name === '@jest/globals') return { url: standIn, shortCircuit: true };
      const resolved = next(name, context);
      const ours =
        resolved.url.startsWith(home) && !/[/]node_modules[/]|[/]scripts[/]mutation[/]/.test(resolved.url);
      return ours && state.edition > 0 ? { ...resolved, url: `${resolved.url}?${state.edition}` } : resolved;
    },
    load: (url, context, next) => {
      const source = sources.get(url.replace(/\?\d+$/, ''));
      if (source !== undefined) return { format: 'module-typescript', source, shortCircuit: true };
      // As jest does, and Node does not.
      const json = /\.json(?:\?\d+)?$/.test(url);
      return next(url, json ? { ...context, importAttributes: { type: 'json' } } : context);
    },
  });
  followChildren(orderPath);
  return order;
}

function followChildren(orderPath: string): void {
  const { spawnSync } = childProcess;
  const report = `${orderPath}.reached`;
  const followed = (file: string, words: readonly string[], options: object) => {
    if (file !== process.execPath) return spawnSync(file, words, options);
    const self = new URL(pathToFileURL(join(import.meta.dirname, 'sleepers.ts')));
    self.search = String(new URLSearchParams({ orderPath, awake: String(state.awake) }));
    const ended = spawnSync(file, ['--import', self.href, ...words], options);
    try {
      for (const id of JSON.parse(readFileSync(report, 'utf8'))) state.reached.add(id);
      rmSync(report);
    } catch {
      // It was ended before it could tell.
    }
    return ended;
  };
  Object.assign(childProcess, { spawnSync: followed });
  syncBuiltinESMExports();
}

/** In such a process. */
const { searchParams } = new URL(import.meta.url);
const order = searchParams.get('orderPath');
if (order !== null) {
  state.awake = Number(searchParams.get('awake'));
  lay(order);
  process.on('exit', () => writeFileSync(`${order}.reached`, JSON.stringify([...state.reached])));
}
