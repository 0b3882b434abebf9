/** Addresses that may be asked: https, or plain http on this machine (trust rules T27, T29). */
import type { FaultCode } from '../../model/codes.ts';
import { Fault } from '../../model/fault.ts';
import { isLoopback } from '../../model/loopback.ts';

/**
 * @param text an absolute URL of a service that was configured or allowed by name
 * @param service its name, for the message
 * @throws Fault `code` (default `CUSTODY-904`) for anything but https or loopback, and for a URL that holds a user name
 */
export function serviceUrl(text: string, service: string, code: FaultCode = 'CUSTODY-904'): URL {
  const url = URL.parse(text);
  const hint =
    'Use an https:// address; http:// is only for services on this machine (127.0.0.1, ::1, localhost).';
  if (!url) throw new Fault(code, `the address of ${service} is not a URL`, { hint });
  if (url.username !== '' || url.password !== '') {
    throw new Fault(code, `the address of ${service} holds a user name or a password`, { hint });
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) {
    throw new Fault(
      code,
      `the address of ${service}, ${url.protocol}//${url.host}, is neither https nor on this machine`,
      { hint },
    );
  }
  return url;
}
