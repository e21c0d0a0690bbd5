/** Variables of ours that are no settings: they say where settings and data are, and hold the key that seals secrets. */
export const SERVICE_VARIABLES: readonly string[] = ['FLOW2API_CONFIG', 'FLOW2API_DATA_DIR', 'FLOW2API_SECRET_KEY'];

/** Names with a meaning that this version does not have. Leaving them aside would promise it. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  FLOW2API_ROLE: 'is not supported in this version: one process does all the work',
};

/** What is wrong with a variable that this version does not support; undefined for any other. */
export function unsupported(variable: string): string | undefined {
  return Object.hasOwn(UNSUPPORTED, variable) ? UNSUPPORTED[variable] : undefined;
}

/**
 * Whether a variable was set by Kubernetes or by Docker's links, which tell every container about a service of the name
 * `flow2api` in variables that begin like ours.
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
export function isServiceLink(variable: string, value: string): boolean {
  return LINKS.test(variable) || (/_PORT$/.test(variable) && /^(tcp|udp|sctp):\/\//.test(value));
}

const LINKS = /^FLOW2API_([A-Z0-9_]+_)?(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\d+_(TCP|UDP|SCTP)(_[A-Z]+)?)$/;
