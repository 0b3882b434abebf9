/** Rules for what people copy: workflows, composite actions, recipes, and every text of the repository. */
import { parseAllDocuments, visit } from 'yaml';

const OURS = /^custody-actions\/custody(?:\/[\w./-]+)?@[0-9a-f]{40}$/;
const PINNED =
  /^(?:[\w.-]+\/[\w.-]+(?:\/[\w./-]+)?@[0-9a-f]{40}|docker:\/\/[^@\s]+@sha256:[0-9a-f]{64}|\.\/[\w./-]*)$/;
const REFERENCE = /\buses:\s*['"]?((?:docker:\/\/|\.{1,2}\/|\$\/|[\w.-]+\/)[^\s'"`,}]*)(.*)/g;

/**
 * References of a workflow, an action or a page that do not name a full commit, or whose commit names no version.
 * @returns one sentence each
 */
export function loosePins(text: string): readonly string[] {
  return [...text.matchAll(REFERENCE)].flatMap(([, reference = '', rest = '']) => {
    if (!PINNED.test(reference)) return [`${reference} is not pinned by its full commit`];
    const isForeign = !OURS.test(reference) && /@[0-9a-f]{40}$/.test(reference);
    return isForeign && !/^['"]?\s*#\s*v\d/.test(rest)
      ? [`${reference} does not say which version it is`]
      : [];
  });
}

/**
 * Scripts of a workflow or an action that hold a template expression, where an attacker's text becomes code.
 * @returns one sentence each; a text that is not YAML is one
 */
export function templatedScripts(text: string): readonly string[] {
  const found: string[] = [];
  for (const document of parseAllDocuments(text)) {
    if (document.errors[0]) return [`is not YAML: ${document.errors[0].message.split('\n')[0]}`];
    visit(document, {
      Pair(_, pair) {
        const { key, value } = pair as { key?: { value?: unknown }; value?: { value?: unknown } };
        if (key?.value !== 'run' || typeof value?.value !== 'string' || !value.value.includes('${{')) return;
        found.push(`a template expression in a script: ${value.value.trim().split('\n')[0]}`);
      },
    });
  }
  return found;
}

/** The YAML blocks of a page. */
export function yamlBlocks(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^([ \t]*)```ya?ml\b[^\n]*\n([\s\S]*?)^\1```/gm)].map(
    ([, indent = '', block = '']) => block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

const MACHINE_PATH =
  /(?<![\w.~<>})\]/-])(?:\/(?:work|tmp|root|Users|home\/(?!runner\b)[\w.-]+)\/|[A-Z]:\\Users\\)[\w.-]*/g;

/** Paths that exist on one machine only. GitHub's own (/home/runner) are known to all. */
export function machinePaths(text: string): readonly string[] {
  return [...text.matchAll(MACHINE_PATH)].map(([path]) => `${path} is a path of one machine`);
}

/** Package sources that a lockfile or a package manager's settings name, other than the public default. */
export function privateSources(text: string): readonly string[] {
  const settings = text.matchAll(
    /^\s*(?:[@\w-]+:)?(?:registry|--index-url|--extra-index-url|--find-links)\b.*$/gm,
  );
  const resolved = [...text.matchAll(/"resolved":\s*"(https?:\/\/[^"]+)"/g)].map(([, url = '']) => url);
  return [
    ...[...settings].map(([line]) => `names a package source: ${line.trim()}`),
    ...resolved
      .filter((url) => !url.startsWith('https://registry.npmjs.org/'))
      .map((url) => `resolves to ${url}`),
  ];
}
