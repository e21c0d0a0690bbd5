/** Counts as Google lists them, by kind; those of nothing are left out. */
export function tokenCounts(counts: Readonly<Record<string, number>>): { modality: string; tokenCount: number }[] {
  return Object.entries(counts).flatMap(([modality, tokenCount]) => (tokenCount > 0 ? [{ modality, tokenCount }] : []));
}
