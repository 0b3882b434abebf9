/**
 * Cursor pagination as GitHub's REST API does it: `per_page`, `before` and `after`, and a Link header (RFC 8288)
 * with `next` and `prev`. docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api.
 */

/** One page of a list, and the cursors of its neighbours where there are any. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
  readonly previous?: string;
}

const DEFAULT_SIZE = 30;
const LARGEST_SIZE = 100;

/**
 * The page that `query` asks for. The items are in the order of the list; their ids are unique and fall.
 * GitHub takes a `per_page` over 100 for 100.
 */
export function pageOf<T extends { readonly id: number }>(
  items: readonly T[],
  query: URLSearchParams,
): Page<T> {
  const asked = Number(query.get('per_page') ?? DEFAULT_SIZE);
  const size = asked >= 1 ? Math.min(asked, LARGEST_SIZE) : DEFAULT_SIZE;
  const { start, end } = range(items, query, size);
  const page = items.slice(start, end);
  const first = page[0];
  const last = page.at(-1);
  return {
    items: page,
    ...(last !== undefined && end < items.length ? { next: cursor(last.id) } : {}),
    ...(first !== undefined && start > 0 ? { previous: cursor(first.id) } : {}),
  };
}

/** The Link header for a page at `url`, undefined where it has no neighbours. */
export function linkHeader(url: URL, page: Page<unknown>): string | undefined {
  const links: string[] = [];
  if (page.next !== undefined) links.push(`<${withCursor(url, 'after', page.next)}>; rel="next"`);
  if (page.previous !== undefined) links.push(`<${withCursor(url, 'before', page.previous)}>; rel="prev"`);
  return links.length === 0 ? undefined : links.join(', ');
}

function range(
  items: readonly { readonly id: number }[],
  query: URLSearchParams,
  size: number,
): { start: number; end: number } {
  const before = idOf(query.get('before'));
  if (before !== undefined) {
    const end = items.filter((item) => item.id > before).length;
    return { start: Math.max(0, end - size), end };
  }
  const after = idOf(query.get('after'));
  const start = after === undefined ? 0 : items.filter((item) => item.id >= after).length;
  return { start, end: Math.min(items.length, start + size) };
}

function cursor(id: number): string {
  return Buffer.from(`cursor:v1:${id}`).toString('base64url');
}

function idOf(cursorText: string | null): number | undefined {
  if (cursorText === null) return undefined;
  const id = /^cursor:v1:(\d+)$/.exec(Buffer.from(cursorText, 'base64url').toString('utf8'))?.[1];
  // An unknown cursor stands behind the last item: an empty page is safer than the first one again.
  return id === undefined ? -1 : Number(id);
}

function withCursor(url: URL, name: 'after' | 'before', value: string): string {
  const linked = new URL(url);
  linked.searchParams.delete('after');
  linked.searchParams.delete('before');
  linked.searchParams.set(name, value);
  return linked.href;
}
