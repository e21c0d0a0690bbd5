import { printSchema } from 'graphql';
import type { ControlServices } from '../control-services.ts';
import { SIGNED_IN } from '../graphql/bounds.ts';
import { LIMITS } from '../graphql/builder.ts';
import { schema } from '../graphql/schema.ts';
import { EXPLORER_PATH, GRAPHQL_PATH, GRAPHQL_STREAM_PATH } from '../paths.ts';
import { router, scoped } from './procedures.ts';

/** The page about GraphQL. */
export const exploreRouter = router({
  get: scoped('read').query(({ ctx: { publicUrl, services } }) => ({
    endpoint: `${publicUrl}${GRAPHQL_PATH}`,
    stream: `${publicUrl}${GRAPHQL_STREAM_PATH}`,
    /** Null while `[server] graphiql` is off. */
    explorer: isOffered(services) ? EXPLORER_PATH : null,
    limits: { ...LIMITS, ...SIGNED_IN },
  })),
  /** As it is printed into schema/schema.graphql. */
  schema: scoped('read').query(() => `${printSchema(schema)}\n`),
});

const isOffered = ({ settings }: ControlServices): boolean =>
  settings.describe().some(({ key, value }) => key === 'server.graphiql' && value === true);
