import { ServiceError } from '../../../../schema/errors.ts';
import type { AccountInput } from '../../../tokens/desk/account-input.ts';
import { type Selection, TOKEN_SORTS, type TokenFilter } from '../../../tokens/desk/list.ts';
import { checkExpectedCount } from '../../expected-count.ts';
import { characters } from '../argument-bounds.ts';
import { builder } from '../builder.ts';
import { UpstreamEnum } from '../enums.ts';
import { localId } from '../local-id.ts';
import { TierEnum, TokenStateEnum } from './types.ts';

export const TokenFilterInput = builder.inputType('TokenFilter', {
  description: 'Which tokens are meant; what is left out excludes nobody.',
  fields: (t) => ({
    states: t.field({ type: [TokenStateEnum] }),
    tiers: t.field({ type: [TierEnum] }),
    upstream: t.field({ type: UpstreamEnum }),
    text: t.string({ ...characters(200), description: 'Part of the address, the name or the remark, in any case.' }),
  }),
});

const TokenSortBy = builder.enumType('TokenSortBy', {
  description: 'What tokens are sorted by.',
  values: Object.fromEntries(
    TOKEN_SORTS.map((value) => [value.replace('-', '_').toUpperCase(), { value }] as const),
  ) as Record<string, { value: (typeof TOKEN_SORTS)[number] }>,
});

export const TokenSortInput = builder.inputType('TokenSort', {
  description: 'An order of tokens. Without one, those that need somebody to look at them come first.',
  fields: (t) => ({
    by: t.field({ type: TokenSortBy, required: true }),
    descending: t.boolean({ defaultValue: false }),
  }),
});

export const AccountChangesInput = builder.inputType('TokenInput', {
  description: 'What an operator decides about a token; what is left out stays as it is.',
  fields: (t) => ({
    name: t.string({ description: 'Null for none.' }),
    remark: t.string({ description: 'Null for none.' }),
    enabled: t.boolean(),
    imageEnabled: t.boolean(),
    videoEnabled: t.boolean(),
    imageConcurrency: t.int({ description: 'Images at once: null follows the setting, -1 is no limit, 0 is none.' }),
    videoConcurrency: t.int({ description: 'Videos at once: null follows the setting, -1 is no limit, 0 is none.' }),
    proxyUrl: t.string({ description: 'Its own proxy, or `direct`; null follows the settings.' }),
  }),
});

/** As GraphQL gives it: anything may be null. */
type GivenFilter = { [Field in keyof TokenFilter]?: TokenFilter[Field] | null } | null | undefined;

export function filterOf(given: GivenFilter): TokenFilter {
  const { states, tiers, upstream, text } = given ?? {};
  return {
    states: states ?? undefined,
    tiers: tiers ?? undefined,
    upstream: upstream ?? undefined,
    text: text ?? undefined,
  };
}

/** A switch that is null is left as it is; null means something for the others only. */
export function accountOf(given: { [Field in keyof AccountInput]?: AccountInput[Field] | null }): AccountInput {
  const { enabled, imageEnabled, videoEnabled, ...others } = given;
  return {
    ...others,
    enabled: enabled ?? undefined,
    imageEnabled: imageEnabled ?? undefined,
    videoEnabled: videoEnabled ?? undefined,
  };
}

export interface GivenSelection {
  ids?: readonly (string | number)[] | null | undefined;
  filter?: GivenFilter;
  expectedCount?: number | null | undefined;
}

/** What can be read of it. @throws ServiceError `missing_parameter`, `invalid_value` unless it is one of both; ControlError `conflict` */
export function selectionOf({ ids, filter, expectedCount }: GivenSelection): Selection {
  if (ids != null && filter == null) {
    checkExpectedCount(ids, expectedCount);
    return { ids: ids.flatMap((id) => readNumber(id) ?? []) };
  }
  if (ids != null || filter == null) {
    const words = 'Say which tokens are meant: either by `ids`, or by `filter` and `expectedCount`.';
    throw new ServiceError('invalid_value', words, { param: 'ids' });
  }
  if (expectedCount != null) return { filter: filterOf(filter), expectedCount };
  throw new ServiceError('missing_parameter', 'Say with a filter how many tokens you expect it to match.', {
    param: 'expectedCount',
  });
}

/** The number of a token, given as a global id or as itself; null for what is neither. */
export function readNumber(given: string | number): number | null {
  const id = localId('Token', String(given));
  return /^\d{1,15}$/.test(id) ? Number(id) : null;
}
