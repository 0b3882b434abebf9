/** A report as lines of a log: one for each artifact, the reasons below those that did not pass. Escaped, deterministic. */
import type { Verdict } from '../model/verdict.ts';
import { forLog } from './escape.ts';
import { type Block, explain } from './explain.ts';
import { type Faulted, headline, pageOf, placeOf } from './faulted.ts';
import type { Report } from './report.ts';
import { sbomWords } from './sbom.ts';
import { sentence } from './sentence.ts';
import { policiesOf, setAside, shortDigest, signersOf } from './words.ts';

/** Pieces of evidence explained for one finding, and for one of a later artifact; the JSON report has all. */
const mostEvidence = 20;
const laterEvidence = 1;
/** Artifacts that did not pass before the later ones: what cannot be read may come up again for every artifact. */
const explainedInFull = 20;

/** The lines of a report; the last one is the verdict in one sentence. */
export function logLines(report: Report): readonly string[] {
  const { sealed, verdicts } = report;
  const aside = new Set(setAside(report));
  const inFull = new Set(verdicts.filter(({ status }) => status !== 'pass').slice(0, explainedInFull));
  return [
    ...verdicts.flatMap((one) => {
      const [first = '', ...reasons] = verdictLines(one, inFull.has(one) ? mostEvidence : laterEvidence);
      return [aside.has(one) ? `${first}  set aside` : first, ...reasons];
    }),
    ...(report.sboms ?? []).map((one) => column('sbom', `${one.artifact}  ${sbomWords(one)}`)),
    ...(report.sboms ?? []).flatMap(({ paths }) => paths.map((path) => column('written', path))),
    ...policiesOf(verdicts).map((policy) => column('policy', policy.join('  '))),
    ...(sealed ? [...sealed.bundles, ...sealed.urls].map((place) => column('stored', place)) : []),
    ...report.notices.map((notice) => column('note', notice)),
    ...(report.repeat === undefined ? [] : [column('repeat', report.repeat)]),
    column(report.status, sentence(report)),
  ];
}

/** The lines of faults, one paragraph each. */
export function faultLines({ faults }: Faulted): readonly string[] {
  return faults.flatMap((fault) => {
    const place = placeOf(fault);
    return [
      headline(fault.code),
      `  ${forLog(fault.message)}`,
      ...(place === undefined ? [] : labelled('  ', 'at', place)),
      ...labelled('  ', 'hint', fault.hint),
      ...(fault.code === 'CUSTODY-901' ? stackLines(fault.cause) : []),
      ...labelled('  ', 'page', pageOf(fault.code)),
    ];
  });
}

function verdictLines(verdict: Verdict, evidence: number): readonly string[] {
  const { artifact, status } = verdict;
  const signers = signersOf(verdict);
  const by = status === 'pass' && signers.length > 0 ? `  signed by ${signers.map(forLog).join(', ')}` : '';
  const first = `${column(status, artifact.name)}  ${shortDigest(artifact)}${by}`;
  return status === 'pass' ? [first] : [first, ...explain(verdict, evidence).flatMap(blockLines)];
}

function blockLines({ about, lines }: Block): readonly string[] {
  return [
    `         ${forLog(about)}`,
    ...lines.flatMap(([label, text]) => labelled('           ', label, text)),
  ];
}

function labelled(indent: string, label: string, text: string): readonly string[] {
  return text
    .split('\n')
    .map((line, index) => `${indent}${(index === 0 ? label : '').padEnd(10)}${forLog(line)}`);
}

function column(label: string, text: string): string {
  return `${label.padEnd(9)}${forLog(text)}`;
}

function stackLines(cause: unknown): readonly string[] {
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return frames.slice(0, 12).map((frame) => `  ${forLog(frame)}`);
}
