/** A verb for tests: it does what its input says. */
import { defineAction } from '../../../src/kit/define.ts';
import { choice, flag, paths, several, text } from '../../../src/kit/inputs.ts';
import { Fault } from '../../../src/model/fault.ts';
import { passing, refused } from '../../report/support/verdicts.ts';

const acts = [
  'pass',
  'fail',
  'empty',
  'fault',
  'throw',
  'reject',
  'crash',
  'crash-later',
  'never',
  'wait',
  'print',
  'exit',
] as const;

export default defineAction({
  name: 'sample',
  title: 'Sample',
  description: 'Does what it is told.',
  permissions: { contents: { access: 'read', why: 'to read' } },
  inputs: {
    files: paths({ description: 'Files to work on.', required: true, example: 'dist/*' }),
    act: choice({ description: 'What to do.', choices: acts, default: 'pass' }),
    signerWorkflow: text({ description: 'A workflow.' }),
    offline: flag({ description: 'No network.', default: false }),
    store: several({ description: 'Where to.', choices: ['github', 'files'], default: 'github' }),
    apiToken: text({
      description: 'A token.',
      secret: true,
      defaultFrom: { expression: 'github.token', variable: 'SAMPLE_TOKEN' },
    }),
  },
  outputs: { firstFile: 'The first file.' },

  async run(inputs, { log, mask, signal, environment }) {
    const secret = inputs.apiToken ?? '';
    const outcome = {
      report: { verb: 'sample', status: 'pass' as const, verdicts: [passing(inputs.files[0])], notices: [] },
      outputs: { firstFile: inputs.files[0] ?? '' },
    };
    switch (inputs.act) {
      case 'pass':
        return outcome;
      case 'fail':
        return { ...outcome, report: { ...outcome.report, verdicts: [refused()] } };
      case 'empty':
        return { ...outcome, report: { ...outcome.report, verdicts: [] } };
      case 'fault':
        throw new Fault('CUSTODY-903', 'nobody answers', { hint: 'Try later.' });
      case 'throw':
        throw new TypeError(`no such thing as ${secret}`);
      case 'reject':
        void Promise.reject(new Error('left alone'));
        return new Promise((resolve) => setTimeout(resolve, 20_000, outcome));
      case 'crash':
        setTimeout(() => {
          throw new Error('out of the blue');
        }, 1);
        return new Promise((resolve) => setTimeout(resolve, 300, outcome));
      case 'crash-later':
        setTimeout(() => {
          throw new Error('too late');
        }, 400);
        return outcome;
      case 'never':
        return new Promise(() => {});
      case 'exit':
        process.exit(0);
        break;
      case 'wait':
        log('waiting');
        signal.addEventListener('abort', () => log('leaving things whole'));
        return new Promise((resolve) => setTimeout(resolve, 20_000, outcome));
      case 'print':
        mask('minted-secret-0123456789');
        log(`token ${secret} and minted-secret-0123456789`);
        log('::set-output name=verdict::pass');
        log(environment.workspace);
        return {
          report: { ...outcome.report, notices: [`note ${secret}`, Buffer.from(secret).toString('base64')] },
          outputs: { firstFile: secret },
        };
    }
    return outcome;
  },
});
