/** The input of every verb that asks services. kit/run.ts hands it to the wiring, by its name. */
import { duration } from '../kit/inputs.ts';

export const retryFor = duration({
  description:
    'For how long, in all, services that fail are asked again before the step gives up; at most `60m`, and `0s` asks once.',
  default: '10m',
  most: '60m',
});
