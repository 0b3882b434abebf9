/**
 * How the runner reads commands from a line of output, after its `ActionCommand.cs`: V2 at the beginning of a line, V1
 * anywhere. Written anew, and hungrier: any name counts as registered, and characters without weight are passed over, as
 * a culture-aware comparison does.
 */
export function isWorkflowCommand(line: string): boolean {
  const weighty = line.replace(/[\p{DI}\p{Cc}\p{Cf}]/gu, '');
  const trimmed = weighty.trimStart();
  const isV2 = trimmed.startsWith('::') && trimmed.indexOf('::', 2) >= 0;
  const v1 = weighty.indexOf('##[');
  return isV2 || (v1 >= 0 && weighty.indexOf(']', v1) >= 0);
}
