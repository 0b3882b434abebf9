/** `vsa: true`: each verdict that passed as a signed verification summary, stored like any attestation. */
import type { Context } from '../kit/define.ts';
import { VERSION } from '../kit/version.ts';
import type { Verdict } from '../model/verdict.ts';
import { sealStatement } from '../statements/seal.ts';
import { levelOf, verificationSummary } from '../statements/summary.ts';
import { checkStores, openSigstore, openStores, type Where } from './seal-where.ts';

export interface Summaries {
  /** Paths of bundles on this machine. */
  readonly bundles: readonly string[];
  /** Pages of the stored attestations. */
  readonly urls: readonly string[];
  readonly notices: readonly string[];
}

/**
 * One statement for each artifact, all with one certificate while it lives.
 *
 * @param environment that was verified for; empty for none
 * @throws Fault `CUSTODY-301` to `-310` and what services throw; what was stored before stays, and is true
 */
export async function summarise(
  verdicts: readonly Verdict[],
  where: Where,
  environment: string,
  context: Context,
): Promise<Summaries> {
  checkStores(where);
  const passed = verdicts.filter(({ status }) => status === 'pass');
  const summarised = passed.flatMap((verdict) => {
    const level = levelOf(verdict);
    return level === undefined ? [] : [{ verdict, level }];
  });
  const notices =
    summarised.length < passed.length
      ? [
          `${passed.length - summarised.length} of what passed did so by an earlier summary or by an exception, and get no summary: it would outlive what it rests on.`,
        ]
      : [];
  if (summarised.length === 0) return { bundles: [], urls: [], notices };
  const { serverUrl } = context.environment;
  const { clock } = context.wire;
  const signing = await context.wire.signing(where.sigstore);
  const claims = await signing.identify();
  const { signer, root } = await openSigstore(where, signing, claims, context);
  const stores = await openStores(where, claims, context, (notice) => notices.push(notice));
  const stored = [];
  for (const { verdict, level } of summarised) {
    const verification = { claims, server: serverUrl, version: VERSION, now: clock.now(), environment };
    const statement = verificationSummary(verdict, level, verification);
    const result = await sealStatement(statement, [verdict.artifact], serverUrl, {
      signer,
      stores,
      root,
      clock,
    });
    stored.push(...result.stored);
  }
  return {
    bundles: stored.flatMap(({ path }) => path ?? []),
    urls: stored.flatMap(({ url }) => url ?? []),
    notices,
  };
}
