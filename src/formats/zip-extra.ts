/** Extra fields of ZIP headers (APPNOTE.TXT 6.3.10, §4.5 and §4.6.9). */
import { unreadable } from './artifact-faults.ts';
import { ByteView } from './byte-view.ts';

export type ExtraFields = ReadonlyMap<number, ByteView>;

/** Sizes and offset, §4.5.3. */
export const ZIP64 = 0x0001;
/** Another name for the entry, §4.6.9. */
const UNICODE_PATH = 0x7075;

/**
 * @param name of the entry: a second one has to be the same
 * @throws Fault `CUSTODY-410`
 */
export function readExtra(bytes: Uint8Array, name: Uint8Array, file: string): ExtraFields {
  const view = new ByteView(bytes, 'little', () =>
    unreadable(file, 'an extra field of an entry is cut short'),
  );
  const fields = new Map<number, ByteView>();
  // Tools that align entries fill up with up to three zeros, which are no field.
  for (let at = 0; at < bytes.length && !isFilling(bytes.subarray(at)); ) {
    const id = view.u16(at);
    const length = view.u16(at + 2);
    if (fields.has(id) && (id === ZIP64 || id === UNICODE_PATH))
      throw unreadable(file, 'an entry has two sizes or names');
    fields.set(
      id,
      new ByteView(view.part(at + 4, length), 'little', () =>
        unreadable(file, 'an extra field is cut short'),
      ),
    );
    at += 4 + length;
  }
  const second = fields.get(UNICODE_PATH)?.bytes.subarray(5);
  if (second && Buffer.compare(second, name) !== 0) throw unreadable(file, 'an entry has two names');
  return fields;
}

function isFilling(rest: Uint8Array): boolean {
  return rest.length < 4 && rest.every((byte) => byte === 0);
}
