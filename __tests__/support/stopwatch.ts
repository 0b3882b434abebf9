/** A clock that others on the machine do not make run faster: that of the processor. */

/** @returns milliseconds that this process has worked since, with the collection of its garbage */
export function stopwatch(): () => number {
  const began = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  };
}
