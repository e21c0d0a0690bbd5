import { type DocumentNode, parse } from 'graphql';
import { _createLRUCache, type Plugin } from 'graphql-yoga';
import { ServiceError } from '../../../schema/errors.ts';
import type { ControlContext } from '../context.ts';

interface Bounds {
  characters: number;
  tokens: number;
}

/**
 * Reading and checking a query costs before anything else is known of it, and the check more than in proportion. Who is not
 * signed in asks to sign in, which is short.
 */
const NOBODY: Bounds = { characters: 2_000, tokens: 200 };
export const SIGNED_IN: Bounds = { characters: 32_000, tokens: 4_000 };

/** Queries that are kept read and checked: they take many times their length. */
const KEPT = 100;

export const queryCache = {
  documentCache: _createLRUCache<DocumentNode>({ max: KEPT }),
  errorCache: _createLRUCache<object>({ max: KEPT }),
  validationCache: false,
};

/** Refuses a query that is too long before it is read. */
export const bounded: Plugin<ControlContext> = {
  onParse({ context, params, setParseFn }) {
    const { characters, tokens } = context.viewer ? SIGNED_IN : NOBODY;
    if (String(params.source).length > characters) {
      const who = context.viewer ? '' : ' for who is not signed in';
      throw new ServiceError('invalid_request', `A query has ${characters} characters at most${who}.`, {
        param: 'query',
      });
    }
    setParseFn((source, options) => parse(source, { ...options, maxTokens: tokens }));
  },
};
