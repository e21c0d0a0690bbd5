/** Variables of ours that are no settings: where settings and data are, the key that seals secrets, and what a process is. */
export const SERVICE_VARIABLES: readonly string[] = [
  'FLOW2API_CONFIG',
  'FLOW2API_DATA_DIR',
  'FLOW2API_SECRET_KEY',
  'FLOW2API_ROLE',
];

/**
 * Whether a variable was set by Kubernetes or by Docker's links, which tell every container about a service of the name
 * `flow2api` in variables that begin like ours.
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
export function isServiceLink(variable: string, value: string): boolean {
  return LINKS.test(variable) || (/_PORT$/.test(variable) && /^(tcp|udp|sctp):\/\//.test(value));
}

const LINKS = /^FLOW2API_([A-Z0-9_]+_)?(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\d+_(TCP|UDP|SCTP)(_[A-Z]+)?)$/;
