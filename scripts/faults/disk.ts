/** What this machine may lack: room on the disk, a folder to write to, a home, a temporary folder. As processes. */
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { openStand, type Stand } from './stand.ts';

export interface Lack {
  readonly name: string;
  /** `pass`, or the code. `undefined` where no file system can be mounted, so that it cannot be tried. */
  readonly outcome: string | undefined;
  readonly hint: string;
  /** Files that lie in the bundle folder although nothing was stored. */
  readonly left: number;
}

interface Scenario {
  readonly name: string;
  /** Options of a file system that is mounted at the bundle folder. */
  readonly mount?: string;
  readonly without?: readonly string[];
  readonly set?: Readonly<Record<string, string>>;
}

const scenarios: readonly Scenario[] = [
  { name: 'the disk with the bundle folder is full', mount: 'size=4k,nr_inodes=2' },
  { name: 'the bundle folder is read-only', mount: 'size=128k,ro' },
  { name: 'no home folder', without: ['HOME'] },
  { name: 'a home folder that does not exist', set: { HOME: '/nonexistent' } },
  {
    name: 'no temporary folder',
    without: ['RUNNER_TEMP'],
    set: { TMPDIR: '/nonexistent', TMP: '/nonexistent', TEMP: '/nonexistent' },
  },
];

const main = resolve(import.meta.dirname, '../../src/main.ts');

export async function measureLacks(): Promise<readonly Lack[]> {
  const stand = await openStand();
  try {
    const lacks: Lack[] = [];
    for (const scenario of scenarios) lacks.push(await tryIt(stand, scenario));
    return lacks;
  } finally {
    await stand.close();
  }
}

async function tryIt(stand: Stand, scenario: Scenario): Promise<Lack> {
  const file = await stand.newFile();
  const bundles = join(stand.workspace, 'bundles');
  await mkdir(bundles, { recursive: true });
  const environment: Record<string, string> = {
    PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
    HOME: stand.workspace,
    ...stand.variables('seal', file),
    INPUT_STORE: 'files',
    GITHUB_ACTIONS: 'true',
    ...scenario.set,
  };
  for (const name of scenario.without ?? []) delete environment[name];
  const script = `mount -t tmpfs -o "$1" none "$2" || exit 77; cd "$3" && "$4" "$5" seal; code=$?; find "$2" -type f | wc -l; exit $code`;
  const inNamespace = ['--user', '--map-root-user', '--mount', 'sh', '-c', script, 'sh'];
  const { code, text } = await (scenario.mount
    ? run(
        'unshare',
        [...inNamespace, scenario.mount, bundles, stand.workspace, process.execPath, main],
        environment,
      )
    : run(process.execPath, [main, 'seal'], environment, stand.workspace));
  if (scenario.mount && (code === 77 || text.startsWith('unshare:'))) {
    return { name: scenario.name, outcome: undefined, hint: '', left: 0 };
  }
  const [, found] = /title=(CUSTODY-\d{3})/.exec(text) ?? [];
  const hint = /^ {2}hint +(.*)$/m.exec(text)?.[1] ?? '';
  const left = scenario.mount ? Number(/^(\d+)$/m.exec(text)?.[1]) : 0;
  return { name: scenario.name, outcome: code === 0 ? 'pass' : (found ?? text), hint, left };
}

function run(command: string, args: readonly string[], env: Record<string, string>, cwd?: string) {
  return new Promise<{ code: number | null; text: string }>((done, fail) => {
    const child = spawn(command, [...args], { env, cwd });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => (text += part));
    }
    child.on('error', fail).on('close', (code) => done({ code, text }));
  });
}
