/** The exit code of a verdict. 2 stands for everything that is neither `pass` nor `fail`. */
import type { Status } from '../model/finding.ts';

export type ExitCode = 0 | 1 | 2;

export function exitCodeOf(status: Status): ExitCode {
  switch (status) {
    case 'pass':
      return 0;
    case 'fail':
      return 1;
    default:
      return 2;
  }
}
