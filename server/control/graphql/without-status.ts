import { GraphQLError } from 'graphql';

/** A query's fault without what GraphQL over HTTP notes for the status of its answer: a stream has none of its own. */
export function withoutStatus(error: GraphQLError): GraphQLError {
  const { http: _, ...extensions } = error.extensions;
  const { message, nodes, source, positions, path, originalError } = error;
  return new GraphQLError(message, { nodes, source, positions, path, originalError, extensions });
}
