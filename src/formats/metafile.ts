/** esbuild's metafile (https://esbuild.github.io/api/#metafile): how many bytes of each output come from each input. */
import { Fault } from '../model/fault.ts';
import { limits } from '../model/limits.ts';
import type { Json } from '../model/statement.ts';
import { isObject, member, parseJsonObject } from './json.ts';

export interface Output {
  /** As the build named it: relative to the folder that the build ran in. */
  readonly path: string;
  readonly bytes: number;
  /** Paths of inputs → bytes of the output that come from each; those that left nothing are not in it. */
  readonly inputs: ReadonlyMap<string, number>;
}

/**
 * @param file its path, for faults
 * @throws Fault `CUSTODY-410`; `CUSTODY-404` past `limits.sourceMapBytes`
 */
export function readMetafile(bytes: Uint8Array, file: string): readonly Output[] {
  if (bytes.length > limits.sourceMapBytes)
    throw new Fault('CUSTODY-404', `the metafile ${file} has more than ${limits.sourceMapBytes} bytes`, {
      hint: 'Remove it: without one the bundle is recognised by its content.',
      at: { file },
    });
  const outputs = member(parseJsonObject(bytes, `the metafile ${file}`, 'CUSTODY-410'), 'outputs');
  if (!isObject(outputs)) throw malformed(file, '`outputs` is not an object');
  return Object.entries(outputs).map(([path, output]) => {
    const inputs = member(output, 'inputs');
    if (!isObject(inputs)) throw malformed(file, `${path} has no \`inputs\``);
    const shares = Object.entries(inputs).map(([input, share]): [string, number] => [
      input,
      count(share, 'bytesInOutput', file),
    ]);
    return {
      path,
      bytes: count(output, 'bytes', file),
      inputs: new Map(shares.filter(([, share]) => share > 0)),
    };
  });
}

function count(value: Json | undefined, key: string, file: string): number {
  const number = member(value, key);
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number;
  throw malformed(file, `\`${key}\` is not a number of bytes`);
}

function malformed(file: string, reason: string): Fault {
  return new Fault('CUSTODY-410', `${file} is not a metafile of esbuild: ${reason}`, {
    hint: 'Build again with `--metafile`, or remove it: without one the bundle is recognised by its content.',
    at: { file },
  });
}
