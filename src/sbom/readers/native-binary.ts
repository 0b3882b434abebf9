/** Compiled programs and libraries that say nothing of what they were built from: packed, stripped, of C. */
import { hasAuditable } from '../../formats/auditable.ts';
import { imagesOf } from '../../formats/executable.ts';
import { hasBuildInfo } from '../../formats/go-build-info.ts';
import type { Reader } from '../../model/inventory.ts';

export const reader: Reader = {
  name: 'native-binary',
  ecosystem: 'executables',
  reads: 'ELF, PE and Mach-O without build information: counted as opaque',
  method: 'fingerprint',
  gives: [],
  recognises({ bytes }) {
    const images = imagesOf(bytes);
    return images !== undefined && !images.some((image) => hasBuildInfo(image) || hasAuditable(image));
  },
  read: ({ path, bytes }) => ({
    packages: [],
    gaps: [
      { at: { file: path }, message: `${path} is a program that says nothing of what it was built from` },
    ],
    shares: [{ owner: 'opaque', bytes: bytes.length }],
  }),
};
