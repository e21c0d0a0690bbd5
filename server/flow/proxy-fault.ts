/** How far a connection through a proxy came: to the proxy, past its login, to the target, and safely so. */
export type ProxyStep = 'connect' | 'auth' | 'answer' | 'tls';

/**
 * A connection that a proxy did not give us, before any byte of a request could pass. The message goes on after "the proxy
 * …:" and names nothing secret. Has no cause on purpose: the libraries' errors carry the proxy's login.
 */
export class ProxyFault extends Error {
  override readonly name = 'ProxyFault';
  readonly step: ProxyStep;

  constructor(step: ProxyStep, problem: string) {
    super(problem);
    this.step = step;
  }
}

/** The login is wrong, or there is none where one is wanted. */
export function loginRefused(hasLogin: boolean): ProxyFault {
  return new ProxyFault('auth', hasLogin ? 'it refuses the user and password' : 'it wants a user and password');
}

/** Codes of a TLS handshake that came to nothing: a certificate that does not fit, or no common protocol. */
export const TLS_FAILURE = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/;

/** What a connection failed of, to follow "it". */
export function connectProblem(code: string): string {
  if (code === 'ECONNREFUSED') return 'it refuses the connection';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name does not resolve';
  if (code === 'ETIMEDOUT' || code === 'UND_ERR_CONNECT_TIMEOUT') return 'it does not answer in time';
  if (TLS_FAILURE.test(code)) return `no secure connection is possible (${code})`;
  return code === '' ? 'the connection failed' : `the connection failed (${code})`;
}

/** What stood against a secure connection with the target behind a proxy. */
export function secureProblem(code: string): string {
  if (code === '' || code === 'ECONNRESET') return 'the connection was closed before it was secure';
  return connectProblem(code);
}

/** The error's code; a parser error may come without one. */
export function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return '';
  if ('code' in cause && cause.code !== undefined) return String(cause.code);
  return cause.name === 'HTTPParserError' ? 'HPE_UNKNOWN' : '';
}
