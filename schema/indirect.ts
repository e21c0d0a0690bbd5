/** What proxies write. A true header or a made up one only ever lowers trust. */
const FORWARDING = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via', 'x-forwarded-host'] as const;
const THIS_MACHINE = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Whether a request may be somebody else's than the program's at the other end of the socket, so that a loopback address
 * says nothing: it passed a proxy, or a browser on this machine sends it for a page that is not this machine's. Such a
 * page shows by its `Origin`, or, where its name was made to lead here, by the `Host`.
 */
export function isIndirect(headers: Headers): boolean {
  if (FORWARDING.some((name) => headers[name] !== undefined)) return true;
  const { host, origin } = headers;
  return !isThisMachine(`http://${String(host)}`) || (origin !== undefined && !isThisMachine(String(origin)));
}

const isThisMachine = (url: string): boolean => THIS_MACHINE.test(URL.parse(url)?.hostname ?? '');
