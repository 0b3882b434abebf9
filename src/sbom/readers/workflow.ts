/**
 * Workflows (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax) and actions
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax) of GitHub: what a build runs on.
 */
import { imageOf, type Use, useOf } from '../../formats/action-use.ts';
import { lockfileText } from '../../formats/lockfile.ts';
import { originKey } from '../../formats/origin.ts';
import type { YamlEntry, YamlMap } from '../../formats/yaml.ts';
import { itemsOf, lineOf, mapIn, mapOf, readWorkflowFile, textOf } from '../../formats/yaml-file.ts';
import type { Gap, Package, Reader } from '../../model/inventory.ts';

export const reader: Reader = {
  name: 'workflow',
  ecosystem: 'GitHub Actions',
  reads: '`.github/workflows/*.yml`, and `action.yml` of composite and container actions',
  method: 'lockfile',
  gives: ['scopes'],
  recognises: ({ path }) => /(?:^|\/)(?:\.github\/workflows\/[^/]+|action)\.ya?ml$/.test(path),
  read(file) {
    lockfileText(file);
    const root = readWorkflowFile(file.bytes, file.path);
    const packages = new Map<string, Package>();
    const gaps: Gap[] = [];
    for (const { entry, isImage } of [...mentionsOfJobs(root), ...mentionsOfAction(root)]) {
      const written = textOf(entry.value);
      // What lies beside it is first party, and a file of its own.
      if (!written || (!isImage && /^(?:\.\.?|\$)\//.test(written))) continue;
      const at = lineOf(entry.at);
      const use = isImage ? imageOf(written) : useOf(written);
      const found = use && packageOf(use, at);
      if (found && !packages.has(found.id)) packages.set(found.id, found);
      if (found?.version === '') gaps.push({ at, message: `${found.name} is not pinned to a version` });
      if (!found) gaps.push({ at, message: 'what is run there is not known before it runs' });
    }
    return { packages: [...packages.values()], gaps };
  },
};

function packageOf(use: Use, at: Package['at']): Package {
  return {
    id: `${use.type} ${use.name}@${use.version}${originKey(use.origin)}`,
    ...use,
    at,
    scope: 'development',
  };
}

/** Where something is named that is run. */
interface Mention {
  readonly entry: YamlEntry;
  /** It is one whether it says so or not. */
  readonly isImage: boolean;
}

function mentionsOfJobs(root: YamlMap | undefined): readonly Mention[] {
  return entriesOf(mapIn(root, 'jobs')).flatMap(({ value }) => {
    const job = mapOf(value);
    const services = job?.entries.get('services');
    // An expression may stand for all of them.
    const each = services?.value.kind === 'map' ? entriesOf(services.value) : services ? [services] : [];
    const container = job?.entries.get('container');
    return [
      ...mentionsIn(job, 'uses'),
      ...[...(container ? [container] : []), ...each].flatMap(imageIn),
      ...mentionsInSteps(job),
    ];
  });
}

/** Only a composite action has steps; another may name an image, or the file to build one from. */
function mentionsOfAction(root: YamlMap | undefined): readonly Mention[] {
  const runs = mapIn(root, 'runs');
  const image = mentionsIn(runs, 'image').filter(({ entry }) => textOf(entry.value)?.startsWith('docker://'));
  return [...mentionsInSteps(runs), ...image];
}

function mentionsInSteps(map: YamlMap | undefined): readonly Mention[] {
  return itemsOf(map?.entries.get('steps')?.value).flatMap((step) => mentionsIn(mapOf(step), 'uses'));
}

function mentionsIn(map: YamlMap | undefined, key: string): readonly Mention[] {
  const entry = map?.entries.get(key);
  return entry ? [{ entry, isImage: false }] : [];
}

/** A container is its image, or says it among other things. */
function imageIn(container: YamlEntry): readonly Mention[] {
  const entry = container.value.kind === 'map' ? container.value.entries.get('image') : container;
  return entry ? [{ entry, isImage: true }] : [];
}

function entriesOf(map: YamlMap | undefined): readonly YamlEntry[] {
  return [...(map?.entries.values() ?? [])];
}
