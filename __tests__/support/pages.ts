/** Reads pages: their fenced blocks (CommonMark 0.31, section 4.5) and their links. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workflow.ts';

/** A fenced block: the words behind the fence, and the text. */
export interface Block {
  readonly language: string;
  /** The words after the language. */
  readonly words: readonly string[];
  readonly text: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
}

export interface Page {
  /** Relative to the root of the project. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

export function readPage(path: string): Page {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, blocks: blocksOf(text) };
}

/** The pages of a folder, not of those in it. */
export function readPages(folder: string): readonly Page[] {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.md'));
  return names.sort().map((name) => readPage(`${folder}/${name}`));
}

/** @throws Error for a fence that is never closed */
export function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const info = /^```(.*)$/.exec(lines[index] ?? '')?.[1];
    if (info === undefined) continue;
    const end = lines.indexOf('```', index + 1);
    if (end < 0) throw new Error(`the block of line ${index + 1} is never closed`);
    const [language = '', ...words] = info.trim().split(/\s+/);
    blocks.push({ language, words, text: `${lines.slice(index + 1, end).join('\n')}\n`, line: index + 1 });
    index = end;
  }
  return blocks;
}

/** Targets of the links outside of blocks, without their fragment; those to other sites are left out. */
export function localLinks(text: string): readonly string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target)).map((target) => target.split('#')[0] ?? '');
}
