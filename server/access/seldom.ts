export interface SeldomDeps {
  /** How long nothing more is said of the same one. */
  gapMs: number;
  /** Of how many something is said within that time; of others nothing is, so that neither memory nor log can be filled. */
  most: number;
  /** Milliseconds since some moment. */
  elapsed(): number;
}

/** Tells whether something is to be said of this one now. */
export function createSeldom({ gapMs, most, elapsed }: SeldomDeps): (name: string) => boolean {
  /** The oldest first: nothing is set anew before it was taken away. */
  const said = new Map<string, number>();
  return (name) => {
    const at = elapsed();
    for (const [known, since] of said) {
      if (at - since < gapMs) break;
      said.delete(known);
    }
    if (said.has(name) || said.size >= most) return false;
    said.set(name, at);
    return true;
  };
}
