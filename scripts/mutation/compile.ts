/** Which mutants compile: each stands as a file of its own beside the original, and the compiler is asked once for all. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './mutants.ts';

/** Files for one call of the compiler: it holds all of them in memory. */
const AT_ONCE = 1000;

/**
 * A type that is inferred and that others use is not looked at there: such a mutant counts as one that compiles.
 *
 * @param folder is made; holds the copy in which this is tried
 * @returns the mutants that the compiler takes
 */
export function compiling(root: string, folder: string, mutants: readonly Mutant[]): readonly Mutant[] {
  mkdirSync(folder);
  cpSync(join(root, 'src'), join(folder, 'src'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as Settings;
  const compile = (chunk: readonly Mutant[]): readonly Mutant[] => {
    const files = chunk.map((mutant) => write(root, folder, mutant));
    // What a mutant no longer uses is not an error of the mutant.
    const options = { ...compilerOptions, noUnusedLocals: false, noUnusedParameters: false };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files }));
    const errors = complaints(root, folder);
    const rest = chunk.filter(({ id }) => !errors.some((error) => error.mutant === id));
    // One that cannot be read keeps the compiler from looking at the types of the others.
    return errors.some(({ code }) => code < 2000) ? compile(rest) : rest;
  };
  const chunks = Array.from({ length: Math.ceil(mutants.length / AT_ONCE) }, (_, index) =>
    mutants.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  );
  return chunks.flatMap(compile);
}

interface Settings {
  readonly compilerOptions: object;
}

/** @returns the path, relative to `folder` */
function write(root: string, folder: string, { id, file, start, end, text, original }: Mutant): string {
  const bytes = readFileSync(join(root, file));
  // The compiler takes what stands behind `if (true) return` for unreachable, and refuses most of it for that alone.
  const settled = /^(?:true|false)$/.test(text) && !/^(?:true|false)$/.test(original);
  const path = file.replace(/\.ts$/, `.mutant-${id}.ts`);
  writeFileSync(
    join(folder, path),
    Buffer.concat([
      bytes.subarray(0, start),
      Buffer.from(settled ? `(${text} as boolean)` : text),
      bytes.subarray(end),
    ]),
  );
  return path;
}

interface Complaint {
  readonly mutant: number;
  /** Below 2000 where the text cannot be read. */
  readonly code: number;
}

function complaints(root: string, folder: string): readonly Complaint[] {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const errors = [...stdout.matchAll(/^(\S[^(\n]*)\(.*: error TS(\d+): /gm)].map(([, path = '', code]) => ({
    mutant: Number(/\.mutant-(\d+)\.ts$/.exec(path)?.[1]),
    code: Number(code),
  }));
  if ((status !== 0 && errors.length === 0) || errors.some(({ mutant }) => Number.isNaN(mutant)))
    throw new Error(`the compiler fails on what is not a mutant:\n${stdout.slice(0, 2000)}${stderr}`);
  return errors;
}
