/** Where the control plane is. */
export const GRAPHQL_PATH = '/graphql';
export const GRAPHQL_STREAM_PATH = '/graphql/stream';
export const EXPLORER_PATH = '/graphql/explorer';
export const TRPC_PREFIX = '/trpc/';

/** Whether a request is the control plane's. */
export const isControlPath = (url: string | undefined): boolean =>
  /^\/(?:graphql(?:\/.*)?|trpc\/.*)$/.test(pathOf(url));

/** What stands before the query. Not by `URL`, which throws for some of what clients send. */
export const pathOf = (url = '/'): string => url.split('?', 1)[0] ?? '';
