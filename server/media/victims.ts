/** What eviction needs to know of a file. */
export interface Evictable {
  name: string;
  bytes: number;
  createdAt: number;
}

/** Names to take from a page of files, in its order, until `excessBytes` are covered; files that are needed stay. */
export function chooseVictims(page: readonly Evictable[], needed: ReadonlySet<string>, excessBytes: number): string[] {
  const victims: string[] = [];
  let covered = 0;
  for (const { name, bytes } of page) {
    if (covered >= excessBytes) break;
    if (needed.has(name)) continue;
    victims.push(name);
    covered += bytes;
  }
  return victims;
}
