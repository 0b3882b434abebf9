/** The time, injected so that decisions are functions of their inputs. */
export interface Clock {
  now(): Date;
}
