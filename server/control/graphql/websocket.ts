import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type DocumentNode, type ExecutionArgs, GraphQLError } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { ControlError } from '../../../schema/control-error.ts';
import { type ControlContext, signedOut } from '../context.ts';
import { withoutStatus } from './without-status.ts';
import { type createGraphql, shown } from './yoga.ts';

export interface GraphqlSocketsDeps {
  /** A failure that nobody foresaw. */
  onUnexpected(cause: unknown): void;
  graphql: ReturnType<typeof createGraphql>;
  /** Who opens a connection: by its parameters, else by what the browser sends with every request. */
  contextOf(request: IncomingMessage, authorization: string | undefined): Promise<ControlContext>;
}

const MAX_MESSAGE_BYTES = 1024 * 1024;
/** Of the protocol. */
const FORBIDDEN = 4403;
const GOING_AWAY = 1001;

/** How graphql-yoga hands its own execution to another transport. */
interface Enveloped {
  execute(args: ExecutionArgs): ReturnType<typeof import('graphql').execute>;
  subscribe(args: ExecutionArgs): ReturnType<typeof import('graphql').subscribe>;
}

/** GraphQL over WebSocket, by the protocol of graphql-ws, on the path of GraphQL itself. */
export function createGraphqlSockets({ graphql, contextOf, onUnexpected }: GraphqlSocketsDeps) {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const protocol = useServer<{ authorization?: string }, { context?: ControlContext }>(
    {
      execute: (args) => (args.rootValue as Enveloped).execute(args),
      subscribe: (args) => (args.rootValue as Enveloped).subscribe(args),
      async onConnect({ connectionParams, extra }) {
        // A token that is not good is told as nobody's is: by the protocol's own code.
        const context = await contextOf(extra.request, connectionParams?.authorization).catch(noControlError);
        if (context === null || context.viewer === null) return false;
        extra.context = context;
        const { socket } = extra;
        const end = () => socket.close(FORBIDDEN, signedOut().message.slice(0, 120));
        context.viewer.over.addEventListener('abort', end, { once: true });
        socket.once('close', () => context.viewer?.over.removeEventListener('abort', end));
        return true;
      },
      async onSubscribe({ extra }, _id, { query, operationName, variables }) {
        const { schema, execute, subscribe, contextFactory, parse, validate } = graphql.getEnveloped(extra.context);
        const document = readOrRefuse(() => parse(query));
        if (document instanceof GraphQLError) return [document];
        const args = {
          schema,
          operationName,
          document,
          variableValues: variables,
          contextValue: await contextFactory(),
          rootValue: { execute, subscribe } satisfies Record<keyof Enveloped, unknown>,
        };
        const errors = validate(args.schema, args.document);
        return errors.length > 0 ? errors.map(withoutStatus) : args;
      },
    },
    server,
  );
  /** What cannot be read concerns its own operation, not the others of the connection. */
  function readOrRefuse(read: () => DocumentNode): DocumentNode | GraphQLError {
    try {
      return read();
    } catch (cause) {
      return withoutStatus(shown(cause, onUnexpected));
    }
  }

  return {
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      server.handleUpgrade(request, socket, head, (opened) => server.emit('connection', opened, request));
    },
    async close(): Promise<void> {
      for (const socket of server.clients) socket.close(GOING_AWAY, 'The server is stopping.');
      await protocol.dispose();
    },
  };
}

function noControlError(cause: unknown): null {
  if (cause instanceof ControlError) return null;
  throw cause;
}
