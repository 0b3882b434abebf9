/**
 * Names of licences in use beside their SPDX identifiers, where a name has one meaning.
 *
 * Not guessed: `BSD` (two, three or four clauses), `Apache` (of which version), `GPL`, `GPLv3` and `GPL 3.0` (that one
 * only, or later ones too), `LGPLv2` (2.0 or 2.1), `Artistic`, `Public Domain`, `PSF`. PEP 639 forbids the same guesses
 * from classifiers (https://peps.python.org/pep-0639/appendix-mapping-classifiers/).
 */
import { licenceIds } from './spdx-expression.ts';

/** Words that a name may have or not. */
const fillers: ReadonlySet<string> = new Set(['', 'the', 'license', 'licence', 'version', 'v']);

/** Folded names. An identifier with spaces for hyphens (`MPL 2.0`, `BSD 3-Clause License`) need not be here. */
const names: Readonly<Record<string, readonly string[]>> = {
  '0BSD': ['zero-clause-bsd', 'zero-clause-bsd-(0bsd)'],
  'AGPL-3.0-or-later': ['agplv3+', 'gnu-affero-general-public-3-or-later-(agplv3+)'],
  'Apache-2.0': ['apache2', 'apache-2', 'apache2.0', 'asl-2.0', 'apache-software-2.0'],
  'BlueOak-1.0.0': ['blue-oak-model-(blueoak-1.0.0)'],
  'BSD-2-Clause': ['2-clause-bsd', 'simplified-bsd'],
  'BSD-3-Clause': ['3-clause-bsd', 'new-bsd', 'modified-bsd'],
  'BSL-1.0': ['boost-software-1.0', 'boost-software-1.0-(bsl-1.0)'],
  'CC0-1.0': ['cc0', 'cc0-1.0-universal', 'cc0-1.0-universal-(cc0-1.0)-public-domain-dedication'],
  'EPL-1.0': ['eclipse-public-1.0', 'eclipse-public-1.0-(epl-1.0)'],
  'EPL-2.0': ['eclipse-public-2.0', 'eclipse-public-2.0-(epl-2.0)'],
  'EUPL-1.2': ['european-union-public-1.2-(eupl-1.2)'],
  'GPL-2.0-or-later': ['gplv2+', 'gnu-general-public-2-or-later-(gplv2+)'],
  'GPL-3.0-or-later': ['gplv3+', 'gnu-general-public-3-or-later-(gplv3+)'],
  ISC: ['isc-(iscl)'],
  'LGPL-2.1-or-later': ['lgplv2.1+'],
  'LGPL-3.0-or-later': ['lgplv3+', 'gnu-lesser-general-public-3-or-later-(lgplv3+)'],
  MIT: ['mit-(mit)'],
  'MIT-0': ['mit-no-attribution-(mit-0)'],
  'MPL-2.0': ['mozilla-public-2.0', 'mozilla-public-2.0-(mpl-2.0)'],
  'MulanPSL-2.0': ['mulan-permissive-software-2-(mulanpsl-2.0)'],
  NCSA: ['university-of-illinois/ncsa-open-source'],
  'OFL-1.1': ['sil-open-font-1.1', 'sil-open-font-1.1-(ofl-1.1)'],
  Unlicense: ['unlicense-(unlicense)'],
  'UPL-1.0': ['universal-permissive-(upl)'],
};

const expressions: ReadonlyMap<string, string> = new Map([
  // Without those that SPDX deprecates: most of them do not say whether later versions count.
  ...licenceIds.map((id) => [folded(id), id] as const),
  ...Object.entries(names).flatMap(([id, spellings]) => spellings.map((spelling) => [spelling, id] as const)),
]);

/** Which licence a name is that of, as an SPDX identifier; `undefined` when that is not certain. */
export function licenceOfName(name: string): string | undefined {
  return expressions.get(folded(name));
}

/** `Apache License, Version 2.0` → `apache-2.0`. */
function folded(name: string): string {
  return name
    .toLowerCase()
    .split(/[\s,-]+/)
    .filter((word) => !fillers.has(word))
    .map((word) => word.replace(/^v\.?(?=\d)/, ''))
    .join('-');
}
