/** The upstream's timestamps: ISO 8601, UTC; whole seconds everywhere but in the session. */
export const wholeSeconds = (unixMs: number): string => `${new Date(unixMs).toISOString().slice(0, 19)}Z`;
