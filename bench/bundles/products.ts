/** The products that bundles are made of: exact versions, and the program that uses them. */

export interface Product {
  readonly name: string;
  readonly type: 'module' | 'commonjs';
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly bundlers: readonly ('esbuild' | 'ncc' | 'rollup')[];
  readonly entry: string;
  /** The thresholds of the comparison by content were chosen without it, and may not be changed for it. */
  readonly unseen: boolean;
}

const both = { esbuild: '0.28.2', '@vercel/ncc': '0.45.0' };

export const products: readonly Product[] = [
  {
    name: 'action',
    type: 'module',
    dependencies: {
      '@actions/artifact': '2.3.2',
      '@actions/cache': '4.0.3',
      '@actions/core': '1.11.1',
      '@actions/github': '6.0.1',
    },
    devDependencies: { ...both, terser: '5.44.1', webpack: '5.105.0' },
    bundlers: ['esbuild', 'ncc'],
    unseen: false,
    entry: `import * as core from '@actions/core';
import { context, getOctokit } from '@actions/github';
import { DefaultArtifactClient } from '@actions/artifact';
import { restoreCache, saveCache } from '@actions/cache';

async function main() {
  const { data } = await getOctokit(core.getInput('token', { required: true })).rest.repos.get(context.repo);
  core.info(\`the default branch of \${data.full_name} is \${data.default_branch}\`);
  const key = \`vendor-\${data.default_branch}\`;
  if (!(await restoreCache(['vendor'], key))) await saveCache(['vendor'], key);
  await new DefaultArtifactClient().uploadArtifact('report', ['report.json'], '.');
}
main().catch((error) => core.setFailed(error));
`,
  },
  {
    name: 'server',
    type: 'commonjs',
    dependencies: { axios: '1.7.9', express: '4.21.2', fastify: '5.2.1', 'pino-pretty': '13.0.0' },
    devDependencies: { ...both, eslint: '9.39.1', jest: '29.7.0' },
    bundlers: ['esbuild', 'ncc'],
    unseen: false,
    entry: `const axios = require('axios');
const express = require('express');
const fastify = require('fastify');
const pretty = require('pino-pretty');

const app = express();
app.use(express.json());
app.get('/health', (request, response) => response.json({ status: 'healthy', since: process.uptime() }));
const server = fastify({ logger: { stream: pretty({ colorize: true }) } });
server.get('/proxy', async (request) => {
  const { data } = await axios.get(\`https://example.invalid/upstream/\${request.query.path}\`);
  return { proxied: data };
});
app.listen(3000);
server.listen({ port: 3001 });
`,
  },
  {
    name: 'uploader',
    type: 'module',
    dependencies: {
      '@actions/tool-cache': '4.0.0',
      '@aws-sdk/client-s3': '3.1175.0',
      'js-yaml': '5.5.0',
      minimatch: '10.1.1',
      semver: '7.8.6',
    },
    devDependencies: { ...both, typescript: '5.9.3' },
    bundlers: ['esbuild', 'ncc'],
    unseen: true,
    entry: `import { readFile } from 'node:fs/promises';
import { downloadTool, extractTar } from '@actions/tool-cache';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { load } from 'js-yaml';
import { minimatch } from 'minimatch';
import semver from 'semver';

async function main() {
  const { tool, version, bucket, only } = load(await readFile('upload.yml', 'utf8'));
  if (!semver.satisfies(version, '>=2')) throw new Error(\`\${tool} \${version} is too old\`);
  const folder = await extractTar(await downloadTool(\`https://example.invalid/\${tool}-\${version}.tgz\`));
  const client = new S3Client({});
  for (const name of process.argv.slice(2).filter((path) => minimatch(path, only))) {
    const Body = await readFile(name);
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: \`\${folder}/\${name}\`, Body }));
  }
}
main();
`,
  },
  {
    name: 'terminal',
    type: 'module',
    dependencies: {
      '@inquirer/prompts': '8.8.0',
      chalk: '6.0.1',
      commander: '15.1.0',
      execa: '10.2.1',
      globby: '16.2.4',
      got: '16.1.0',
      marked: '18.2.1',
      ora: '9.4.1',
      yargs: '18.2.0',
      zod: '4.6.7',
    },
    devDependencies: {
      esbuild: both.esbuild,
      rollup: '4.68.8',
      '@rollup/plugin-commonjs': '29.0.3',
      '@rollup/plugin-json': '6.1.0',
      '@rollup/plugin-node-resolve': '16.0.3',
      '@rollup/plugin-terser': '1.0.2',
    },
    bundlers: ['esbuild', 'rollup'],
    unseen: true,
    entry: `import { confirm } from '@inquirer/prompts';
import chalk from 'chalk';
import { Command } from 'commander';
import { execa } from 'execa';
import { globby } from 'globby';
import got from 'got';
import { marked } from 'marked';
import ora from 'ora';
import yargs from 'yargs';
import { z } from 'zod';

const settings = z.object({ url: z.url(), retries: z.number().int().min(0) });
const program = new Command('notes').argument('<pattern>').option('--url <url>');
program.action(async (pattern, options) => {
  const { url, retries } = settings.parse({ ...options, retries: 2, ...yargs(process.argv).parseSync() });
  if (!(await confirm({ message: \`publish to \${url}?\` }))) return;
  const waiting = ora('publishing').start();
  for (const path of await globby(pattern)) {
    const { stdout } = await execa('git', ['show', \`HEAD:\${path}\`]);
    await got.post(url, { body: await marked.parse(stdout), retry: { limit: retries } });
    waiting.text = chalk.dim(path);
  }
  waiting.succeed();
});
program.parseAsync();
`,
  },
];
