/** Texts of small workflows, put together from steps. The repository is acme/shop, the file `release.yml`. */
import { stringify } from 'yaml';
import { standInPins } from '../../sandbox/runner/pins.ts';
import { actionReference } from '../../src/model/action-reference.ts';

type Step = Readonly<Record<string, unknown>>;
type Inputs = Readonly<Record<string, string | boolean>>;

/** What a job that seals is granted, as the reference page says. */
export const maySeal = { 'id-token': 'write', attestations: 'write', contents: 'read' } as const;
/** What a job that verifies is granted, as the reference page says. */
export const mayVerify = { attestations: 'read', contents: 'read' } as const;

export function workflowText(jobs: Readonly<Record<string, object>>, more: object = {}): string {
  return stringify({ name: 'release', on: 'push', permissions: {}, ...more, jobs });
}

export function job(permissions: object, steps: readonly Step[], more: object = {}): object {
  return { 'runs-on': 'ubuntu-24.04', permissions, ...more, steps };
}

/** Two files of fixed names; their bytes differ from run to run unless they are given. */
export function build(script = 'cp README.md dist/app.txt; cp src/shop.txt dist/b.txt'): readonly Step[] {
  const checkout = `actions/checkout@${standInPins['actions/checkout'].commit}`;
  return [{ uses: checkout }, { name: 'Build', run: `mkdir dist\n${script}` }];
}

export function seal(inputs: Inputs = {}, more: object = {}): Step {
  return { id: 'seal', uses: actionReference('seal'), with: { files: 'dist/*', ...inputs }, ...more };
}

/** A step that names the identity of `release.yml` in acme/shop unless told otherwise. */
export function verify(inputs: Inputs = {}, more: object = {}): Step {
  const identity = { repository: 'acme/shop', 'signer-workflow': '.github/workflows/release.yml' };
  return {
    id: 'verify',
    uses: actionReference('verify'),
    with: { files: 'dist/*', ...identity, ...inputs },
    ...more,
  };
}

export function upload(path: string, name = 'files'): Step {
  return {
    uses: `actions/upload-artifact@${standInPins['actions/upload-artifact'].commit}`,
    with: { name, path, 'if-no-files-found': 'error' },
  };
}

export function download(path = '.', name = 'files'): Step {
  return {
    uses: `actions/download-artifact@${standInPins['actions/download-artifact'].commit}`,
    with: { name, path },
  };
}
