/** What has the greatest weight comes first (a binary heap). */
export class Heap {
  readonly #items: { readonly weight: number; readonly item: number }[] = [];

  push(item: number, weight: number): void {
    const items = this.#items;
    const added = { weight, item };
    let at = items.push(added) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = items[above];
      if (!parent || parent.weight >= weight) break;
      items[at] = parent;
      at = above;
    }
    items[at] = added;
  }

  pop(): { readonly weight: number; readonly item: number } | undefined {
    const items = this.#items;
    const [first, last] = [items[0], items.pop()];
    if (!last || items.length === 0) return first;
    let at = 0;
    for (;;) {
      const [left, right] = [items[2 * at + 1], items[2 * at + 2]];
      const isRight = right !== undefined && left !== undefined && right.weight > left.weight;
      const child = isRight ? right : left;
      if (!child || child.weight <= last.weight) break;
      items[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    items[at] = last;
    return first;
  }
}
