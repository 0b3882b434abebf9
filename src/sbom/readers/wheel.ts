/**
 * Python distributions where their files lie: that of a wheel, and those that are installed or vendored. RECORD says which
 * files belong to one, and their digests are compared here: in a wheel every one has to be there and to be right; of an
 * installed one, where files are left out to save room and others are patched, a difference is a gap.
 */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { unreadable } from '../../formats/artifact-faults.ts';
import { readMetadata, type WheelMetadata } from '../../formats/wheel-metadata.ts';
import { type RecordedFile, readRecord } from '../../formats/wheel-record.ts';
import type { Gap, Inventory, InventoryFile, Reader, Surroundings } from '../../model/inventory.ts';

export const reader: Reader = {
  name: 'wheel',
  ecosystem: 'PyPI',
  reads: '`*.dist-info/METADATA` with `RECORD`: of a wheel, and of each installed distribution',
  method: 'manifest',
  gives: ['licences', 'suppliers'],
  recognises: ({ path }) => /(?:^|\/)[^/]+\.dist-info\/METADATA$/.test(path),
  async read(file, around) {
    const metadata = readMetadata(file);
    assertFolder(file, metadata);
    const { name, version, line, licence, supplier } = metadata;
    const folder = posix.dirname(file.path);
    // An installer leaves its name behind.
    const isWheel = !folder.includes('/') && (await around.near('INSTALLER')) === undefined;
    const { gaps, owns } = await compareFiles(folder, around, isWheel);
    const [gap] = gaps;
    if (isWheel && gap) throw unreadable(file.path, gap.message);
    const common = { type: 'pypi', name, version, ...(licence && { licence }) };
    if (isWheel) return { root: common, packages: [], gaps, ...(owns && { owns }) };
    const at = { file: file.path, line };
    return {
      packages: [
        { ...common, id: `${name}@${version}`, at, location: folder, ...(supplier && { supplier }) },
      ],
      gaps,
      ...(owns && { owns }),
    };
  },
};

/** The folder bears the name too, in one spelling or another. */
function assertFolder({ path }: InventoryFile, { name }: WheelMetadata): void {
  const plain = (text: string) => text.toLowerCase().replace(/[-_.]+/g, '-');
  const folder = posix.basename(posix.dirname(path));
  if (!plain(folder).startsWith(`${plain(name)}-`))
    throw unreadable(path, `it names \`${name}\`, its folder does not`);
}

async function compareFiles(
  folder: string,
  around: Surroundings,
  isWhole: boolean,
): Promise<Pick<Inventory, 'gaps' | 'owns'>> {
  const file = `${folder}/RECORD`;
  const bytes = await around.near('RECORD');
  if (bytes === undefined)
    return { gaps: [{ at: { file: folder }, message: `${folder} has no RECORD of its files` }] };
  const gaps: Gap[] = [];
  const owns: string[] = [];
  for (const recorded of readRecord({ path: file, bytes })) {
    owns.push(posix.join(posix.dirname(folder), recorded.path));
    const message = await difference(recorded, around, isWhole);
    if (message !== undefined) gaps.push({ at: { file, line: recorded.line }, message });
  }
  return { gaps, owns };
}

async function difference(
  { path, digest }: RecordedFile,
  around: Surroundings,
  isWhole: boolean,
): Promise<string | undefined> {
  if (digest === undefined) return undefined;
  const bytes = await around.near(`../${path}`);
  if (bytes === undefined) return isWhole ? `${path} is in RECORD and not there` : undefined;
  const hex = createHash(digest.algorithm).update(bytes).digest('hex');
  return hex === digest.hex ? undefined : `${path} is not the file that is in RECORD`;
}
