/** Written by `npm run generate` from the files of sbom/readers/. */
import type { Reader } from '../model/inventory.ts';
import { reader as archiveTar } from './readers/archive-tar.ts';
import { reader as archiveZip } from './readers/archive-zip.ts';
import { reader as bunLock } from './readers/bun-lock.ts';
import { reader as cargoLock } from './readers/cargo-lock.ts';
import { reader as crate } from './readers/crate.ts';
import { reader as goBinary } from './readers/go-binary.ts';
import { reader as goMod } from './readers/go-mod.ts';
import { reader as javascriptBundle } from './readers/javascript-bundle.ts';
import { reader as nativeBinary } from './readers/native-binary.ts';
import { reader as npmPackage } from './readers/npm-package.ts';
import { reader as packageLock } from './readers/package-lock.ts';
import { reader as pdmLock } from './readers/pdm-lock.ts';
import { reader as pipfileLock } from './readers/pipfile-lock.ts';
import { reader as pnpmLock } from './readers/pnpm-lock.ts';
import { reader as poetryLock } from './readers/poetry-lock.ts';
import { reader as pylock } from './readers/pylock.ts';
import { reader as requirements } from './readers/requirements.ts';
import { reader as rustBinary } from './readers/rust-binary.ts';
import { reader as uvLock } from './readers/uv-lock.ts';
import { reader as wheel } from './readers/wheel.ts';
import { reader as workflow } from './readers/workflow.ts';
import { reader as yarnBerry } from './readers/yarn-berry.ts';
import { reader as yarnClassic } from './readers/yarn-classic.ts';

export const readers: readonly Reader[] = [
  archiveTar,
  archiveZip,
  bunLock,
  cargoLock,
  crate,
  goBinary,
  goMod,
  javascriptBundle,
  nativeBinary,
  npmPackage,
  packageLock,
  pdmLock,
  pipfileLock,
  pnpmLock,
  poetryLock,
  pylock,
  requirements,
  rustBinary,
  uvLock,
  wheel,
  workflow,
  yarnBerry,
  yarnClassic,
];
