/**
 * The launcher, run under every POSIX shell at hand with pretended Node binaries: which Node it takes, what it
 * says when there is none, and that it is replaced by the bundle (a cancelled job signals only its own child).
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..');
const pinnedSetupNode = /actions\/setup-node@[0-9a-f]{40} # v\d/;

/** Shells by the command that starts them; those that the machine lacks are left out, but never all. */
const shells = [
  ['dash', []],
  ['bash', []],
  ['bash', ['--posix']],
  ['busybox', ['sh']],
  ['sh', []],
] as const;
const present = shells.filter(([name, args]) => spawnSync(name, [...args, '-c', 'exit 0']).status === 0);

test('a shell is there to test with', () => {
  expect(present.map(([name]) => name)).toContain(process.platform === 'win32' ? 'bash' : 'sh');
});

const posix = process.platform === 'win32' ? describe.skip : describe;

posix.each(present.map(([name, args]) => ({ name: [name, ...args].join(' '), shell: name, args })))(
  'under $name',
  ({ shell, args }) => {
    let folder: string;
    let tools: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "a place's folder "));
      mkdirSync(join(folder, 'launcher'));
      mkdirSync(join(folder, 'dist'));
      copyFileSync(join(root, 'launcher', 'launch.sh'), join(folder, 'launcher', 'launch.sh'));
      writeFileSync(join(folder, 'dist', 'index.js'), '');
      tools = join(folder, 'tools');
      mkdirSync(tools);
      for (const tool of ['tr']) symlinkSync(which(tool), join(tools, tool));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    /** A pretended Node: answers -v with its version, else says what it was given. */
    const pretendNode = (path: string, version: string, body = defaultBody): string => {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `#!/bin/sh\nif [ "$1" = -v ]; then echo '${version}'; exit 0; fi\n${body}\n`);
      chmodSync(file, 0o755);
      return dirname(file);
    };
    const defaultBody = `printf 'pid %s\\n' $$ "$0" "$@" "proxy \${NODE_USE_ENV_PROXY-unset}"`;

    const launch = (verbs: string[], env: Record<string, string>, path: string[] = []) => {
      const command = join(folder, 'launcher', 'launch.sh');
      const result = spawnSync(which(shell), [...args, command, ...verbs], {
        encoding: 'utf8',
        env: { PATH: [...path, tools].join(delimiter), ...env },
      });
      return { ...result, said: result.stdout.split('\n').map((line) => line.replace(/^pid /, '')) };
    };

    test('takes the Node on PATH, becomes it, and hands over bundle and verb', () => {
      const bin = pretendNode('some where/node', 'v24.15.0');
      const { status, pid, said, stderr } = launch(['verify'], {}, [bin]);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(said).toEqual([
        String(pid),
        join(bin, 'node'),
        `${folder}/launcher/../dist/index.js`,
        'verify',
        'proxy unset',
        '',
      ]);
    });

    test('passes a too old Node on PATH by for one in the tool cache', () => {
      const old = pretendNode('old/node', 'v24.14.9');
      pretendNode('tool cache/node/20.20.2/x64/bin/node', 'v20.20.2');
      const good = pretendNode('tool cache/node/24.21.0/x64/bin/node', 'v24.21.0');
      const { status, said } = launch(['seal'], { RUNNER_TOOL_CACHE: join(folder, 'tool cache') }, [old]);
      expect(status).toBe(0);
      expect(said[1]).toBe(join(good, 'node'));
    });

    test("takes the runner's own Node last", () => {
      const good = pretendNode('runner/externals/node24/bin/node', 'v24.19.0');
      const { status, said } = launch(['seal'], {
        RUNNER_WORKSPACE: join(folder, 'runner', '_work', 'repo'),
      });
      expect(status).toBe(0);
      expect(said[1]).toBe(join(good, 'node'));
    });

    test.each([
      'v24.14.9',
      'v25.9.0',
      'v8.0.0',
      'v26.0.0-nightly20261101',
      'v26',
      '',
      'v99999.1.1',
      'v24.15.x',
      'x',
    ])('refuses a Node that calls itself %p', (version) => {
      const { status, stdout, stderr } = launch(['seal'], {}, [pretendNode('bin/node', version)]);
      expect(status).toBe(2);
      expect(stderr).toBe('');
      expect(stdout).toMatch(/^::error title=Custody needs Node \^24\.15\.0 or >=26::No such Node on PATH/);
      expect(stdout).toMatch(pinnedSetupNode);
      expect(stdout.trimEnd()).not.toContain('\n');
    });

    test.each(['v24.15.0', 'v24.99.3', 'v26.0.0', 'v30.1.0'])('accepts %s', (version) => {
      expect(launch(['seal'], {}, [pretendNode('bin/node', version)]).status).toBe(0);
    });

    test('finds no Node where there is none, also when the variables are unset', () => {
      const { status, stdout } = launch(['seal'], {});
      expect(status).toBe(2);
      expect(stdout).toContain('Add this step before:%0A- uses: actions/setup-node@');
    });

    test('a Node that is a folder, or that does not start, is passed by', () => {
      mkdirSync(join(folder, 'bin', 'node'), { recursive: true });
      const broken = pretendNode('broken/node', 'v24.15.0');
      writeFileSync(join(broken, 'node'), '#!/no/such/interpreter\n');
      expect(launch(['seal'], {}, [join(folder, 'bin'), broken]).status).toBe(2);
    });

    test.each(['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'])('%s is obeyed', (name) => {
      const bin = pretendNode('bin/node', 'v24.15.0');
      expect(launch(['seal'], { [name]: 'http://127.0.0.1:1' }, [bin]).said).toContain('proxy 1');
    });

    test('T27 a proxy never gets what is for this machine', () => {
      const body = `printf '%s\\n' "$NO_PROXY" "$no_proxy"`;
      const bin = pretendNode('bin/node', 'v24.15.0', body);
      const env = { HTTPS_PROXY: 'http://127.0.0.1:1', no_proxy: 'intern.example' };
      const both = launch(['seal'], env, [bin]).stdout.trim().split('\n');
      expect(both).toEqual(Array(2).fill('intern.example,localhost,127.0.0.1,::1,[::1]'));
    });

    test('hands the exit code back, and 2 when the bundle cannot be started', () => {
      expect(launch(['seal'], {}, [pretendNode('one/node', 'v24.15.0', 'exit 1')]).status).toBe(1);
      const gone = pretendNode('gone/node', 'v24.15.0');
      writeFileSync(join(gone, 'node'), '#!/bin/sh\necho v24.15.0\nrm "$0"\n');
      rmSync(join(tools, 'rm'), { force: true });
      symlinkSync(which('rm'), join(tools, 'rm'));
      expect(launch(['seal'], {}, [gone]).status).toBe(2);
    });

    test('without a verb, or with two, it ends with 2 and says so', () => {
      const bin = pretendNode('bin/node', 'v24.15.0');
      for (const verbs of [[], ['seal', 'verify']]) {
        const { status, stdout } = launch(verbs, {}, [bin]);
        expect(status).toBe(2);
        expect(stdout).toContain(
          `::error title=Custody: no verb::The launcher takes exactly one verb, and was given ${verbs.length}.`,
        );
      }
    });

    test('without the bundle it ends with 2 and says so', () => {
      rmSync(join(folder, 'dist'), { recursive: true });
      const { status, stdout } = launch(['seal'], {}, [pretendNode('bin/node', 'v24.15.0')]);
      expect(status).toBe(2);
      expect(stdout).toContain('dist/index.js is missing');
    });
  },
);

/** The tool's path, looked up without a shell. */
function which(tool: string): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const folder = folders.find((candidate) => existsSync(join(candidate, tool)));
  if (folder === undefined) throw new Error(`${tool} is not on PATH`);
  return join(folder, tool);
}

test('the launcher is one file beside dist, executable, with Unix line ends', () => {
  expect(readdirSync(join(root, 'launcher'))).toEqual(['launch.sh']);
  const text = readFileSync(join(root, 'launcher', 'launch.sh'), 'utf8');
  expect(text.startsWith('#!/bin/sh\n')).toBe(true);
  expect(text).not.toContain('\r');
});

test('it asks for the same Node as package.json', () => {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(engines.node).toBe('^24.15.0 || >=26');
  const text = readFileSync(join(root, 'launcher', 'launch.sh'), 'utf8');
  expect(text).toContain(`needs='${engines.node.replace('||', 'or')}'`);
});
