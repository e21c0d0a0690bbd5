import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** A static part of GraphiQL. */
export interface Asset {
  type: string;
  /** Of the bytes before compression. */
  etag: string;
  gzipped: Buffer;
}

/** The texts that the package is made of. Its own page carries all of them inline, which our policy for scripts forbids. */
interface Parts {
  js: string;
  css: string;
  editorWorkerService: string;
  graphqlWorker: string;
  jsonWorker: string;
}

const JAVASCRIPT = 'text/javascript; charset=utf-8';
const require = createRequire(import.meta.url);
const compress = promisify(gzip);

/** What the editor begins with; its own text speaks of the explorer under our name. */
const FIRST_QUERY = `# Ask the API of the operators of Flow2API; the button with the book shows all that it knows.
# Ctrl-Enter sends what stands here, Ctrl-Space proposes how to go on.

query Pool {
  pool {
    ready
    total
    credits
    byState {
      state
      count
    }
  }
}
`;

/** Where GraphiQL finds its workers and asks its questions. */
const START = `self.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_module, label) => ({
    editorWorkerService: '/graphql/explorer/editor-worker.js',
    json: '/graphql/explorer/json-worker.js',
    graphql: '/graphql/explorer/graphql-worker.js',
  })[label],
};
const script = document.createElement('script');
script.src = '/graphql/explorer/graphiql.js';
script.onload = () =>
  YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), {
    endpoint: '/graphql',
    title: 'Flow2API',
    defaultQuery: ${JSON.stringify(FIRST_QUERY)},
  });
document.head.append(script);
`;

/** Reads and compresses the parts; some megabytes, so only once somebody wants them. By their names under `/graphql/explorer/`. */
export async function loadGraphiqlAssets(): Promise<ReadonlyMap<string, Asset>> {
  const entry = require.resolve('@graphql-yoga/render-graphiql');
  // The package tells the parts to nobody but its own page.
  const file = join(dirname(dirname(entry)), 'esm', 'graphiql.js');
  const parts = (await import(pathToFileURL(file).href)) as Parts;
  const texts: [name: string, type: string, text: string][] = [
    ['start.js', JAVASCRIPT, START],
    ['graphiql.js', JAVASCRIPT, parts.js],
    ['graphiql.css', 'text/css; charset=utf-8', parts.css],
    ['editor-worker.js', JAVASCRIPT, parts.editorWorkerService],
    ['json-worker.js', JAVASCRIPT, parts.jsonWorker],
    ['graphql-worker.js', JAVASCRIPT, parts.graphqlWorker],
  ];
  const assets = await Promise.all(
    texts.map(async ([name, type, text]) => {
      const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
      return [name, { type, etag, gzipped: await compress(text) }] as const;
    }),
  );
  return new Map(assets);
}
