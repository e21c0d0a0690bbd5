/**
 * What somebody at the control plane may do. `read`: see everything but secrets. `operate`: change tokens, jobs, keys and
 * the like. `secrets`: have secrets told, in exports and when a key is made. `admin`: settings, operators and their tokens.
 * None includes another.
 */
export const SCOPES = ['read', 'operate', 'secrets', 'admin'] as const;

export type Scope = (typeof SCOPES)[number];
