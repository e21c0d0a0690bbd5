import type { Inputs, Outputs } from '../../api/types.ts';

/** A token as it is listed. */
export type TokenRow = Outputs['tokens']['list']['items'][number];
/** With all that the drawer shows. */
export type TokenDetails = Outputs['tokens']['get'];
export type TokenState = TokenRow['seen']['state'];
export type Plan = TokenRow['tier'];
export type TokenFilter = NonNullable<Inputs['tokens']['list']['filter']>;
export type TokenSort = NonNullable<Inputs['tokens']['list']['sort']>;
/** Some by id, or all that match a filter and how many those were. */
export type TokenSelection = Inputs['tokens']['bulk']['selection'];
/** What is done with them. */
export type Work = Inputs['tokens']['bulk']['work'];
export type BulkRow = Outputs['tokens']['bulk'][number];
export type Changes = Extract<Work, { action: 'update' }>['changes'];

/** What a token is called: its name, else its address. */
export const nameOf = ({ name, email }: Pick<TokenRow, 'name' | 'email'>): string => name ?? email;
