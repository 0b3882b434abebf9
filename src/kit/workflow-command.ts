/**
 * Workflow commands: lines that the runner obeys
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands). @actions/core writes the same
 * lines, but brings an HTTP client along: 54 ms to import, before the first error could be shown.
 */

/** `::NAME KEY=VALUE,…::MESSAGE`. `message` may have several lines. */
export function workflowCommand(
  name: 'error' | 'warning' | 'add-mask',
  properties: Readonly<Record<string, string | number | undefined>>,
  message: string,
): string {
  const pairs = Object.entries(properties)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(
      ([key, value]) => `${key}=${escapeData(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
    );
  return `::${[name, pairs.join(',')].filter((part) => part !== '').join(' ')}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
