import type { ProxyChoice } from './options.ts';

/** What the settings say about proxies. Empty addresses mean nothing was said. */
export interface ProxySettings {
  proxyEnabled: boolean;
  proxyUrl: string;
  /** A proxy, `direct`, or empty for the way of the calls. */
  mediaProxyUrl: string;
}

/** What the calls of one token go through, and the downloads of its results. `own` is its proxy, null when it has none. */
export function waysOut(own: string | null, settings: ProxySettings): Required<ProxyChoice> {
  const general = settings.proxyEnabled ? settings.proxyUrl : null;
  const proxy = own ?? general;
  return { proxy, mediaProxy: settings.mediaProxyUrl === '' ? proxy : settings.mediaProxyUrl };
}
