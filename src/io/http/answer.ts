/** Reading answers: JSON out of a good one, a fault out of any other. */
import { parseJson } from '../../formats/json.ts';
import type { FaultCode } from '../../model/codes.ts';
import { Fault } from '../../model/fault.ts';
import type { Json } from '../../model/statement.ts';
import type { HttpAnswer } from './types.ts';

/**
 * @param service as in the request
 * @throws Fault `CUSTODY-904`, without any of the body's text: it may repeat a credential
 */
export function jsonOf(answer: HttpAnswer, service: string): Json {
  try {
    return parseJson(answer.body, 'the answer');
  } catch {
    throw unusable(
      answer,
      service,
      'JSON that cannot be used (malformed, cut, too deep or with a key twice)',
    );
  }
}

/** @param what the answer holds or lacks: `no certificate` */
export function unusable(
  answer: HttpAnswer,
  service: string,
  what: string,
  code: FaultCode = 'CUSTODY-904',
): Fault {
  return new Fault(code, `${service} at ${answer.host} answered ${answer.status} with ${what}`, {
    hint: 'Check that the address is that of the service and that nothing between rewrites its answers.',
  });
}

/** The fault of an answer whose status is a refusal. */
export function refused(answer: HttpAnswer, service: string, code: FaultCode, hint: string): Fault {
  const said = answer.said === undefined ? '' : `: ${answer.said}`;
  return new Fault(code, `${service} at ${answer.host} answered ${answer.status}${said}`, { hint });
}
