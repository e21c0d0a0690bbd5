/** Jobs at once that one can step to; then comes no limit. The server takes more, as an import may bring. */
export const MOST_SLOTS = 20;
