import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import DataloaderPlugin from '@pothos/plugin-dataloader';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { ControlError } from '../../../schema/control-error.ts';
import { SCOPES, type Scope } from '../../../schema/scopes.ts';
import { type ControlContext, signedOut } from '../context.ts';
import { entries } from './argument-bounds.ts';
import { neededScope } from './needed-scope.ts';

/** `anyone` is for what must work before somebody is signed in. */
type AuthScopes = Record<Scope | 'anyone', boolean>;

/** More than any page of a console asks for in one go. */
export const LIMITS = { depth: 12, breadth: 250, complexity: 20_000 };
/** A page of a list, as it is counted before it is known. */
const LIST = 20;
/** Things that `nodes` looks up, each a row of its own. */
const NODES = 100;

/** The one builder of the schema; each file beside it adds what it knows. Every root field names its `authScopes`. */
export const builder = new SchemaBuilder<{
  Context: ControlContext;
  DefaultFieldNullability: false;
  AuthScopes: AuthScopes;
  Scalars: {
    ID: { Input: string; Output: string | number };
    /** Unix milliseconds inside, ISO 8601 outside. */
    DateTime: { Input: number; Output: number };
    JSON: { Input: unknown; Output: unknown };
  };
}>({
  defaultFieldNullability: false,
  plugins: [ScopeAuthPlugin, ComplexityPlugin, RelayPlugin, DataloaderPlugin],
  relay: {
    cursorType: 'String',
    nodeQueryOptions: { description: 'Anything that has a global id.', authScopes: { read: true } },
    nodesQueryOptions: {
      description: 'Several things by their global ids.',
      authScopes: { read: true },
      args: { ids: entries(NODES) },
      complexity: ({ ids }) => ({ field: 1, multiplier: ids.length }),
    },
  },
  complexity: { limit: LIMITS, defaultComplexity: 1, defaultListMultiplier: LIST },
  scopeAuth: {
    authorizeOnSubscribe: true,
    authScopes: ({ viewer }) => ({
      anyone: true,
      ...(Object.fromEntries(SCOPES.map((scope) => [scope, viewer?.scopes.has(scope) ?? false])) as Record<
        Scope,
        boolean
      >),
    }),
    unauthorizedError: (_parent, context, { parentType, fieldName }) =>
      refusal(context, `${parentType.name}.${fieldName}`, neededScope(parentType, fieldName)),
  },
});

function refusal({ viewer }: ControlContext, field: string, scope: string | null): ControlError {
  if (viewer === null) return signedOut();
  const has = [...viewer.scopes].join(', ') || 'none';
  const needed = scope === null ? 'a scope' : `the scope '${scope}'`;
  return new ControlError('scope_missing', `${field} needs ${needed}, which this admin token lacks; it has: ${has}.`);
}

builder.scalarType('DateTime', {
  description: 'A moment, as an ISO 8601 text in UTC.',
  serialize: (at) => new Date(at).toISOString(),
  parseValue(text) {
    const at = typeof text === 'string' ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(at)) throw new TypeError('must be a moment in ISO 8601, for example 2026-11-28T12:00:00Z');
    return at;
  },
});

builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
});

builder.queryType({ description: 'What can be seen.' });
builder.mutationType({ description: 'What can be done.' });
builder.subscriptionType({ description: 'What happens, while it happens. Over SSE at /graphql/stream, or WebSocket.' });
