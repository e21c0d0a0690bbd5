import { defineEntity, p } from '@mikro-orm/core';
import type { Row } from './row.ts';

/** What an operator has decided about a name of a model: that it is not listed, or that it is another name for one. */
export const ModelChoiceSchema = defineEntity({
  name: 'ModelChoice',
  tableName: 'model_choices',
  properties: {
    name: p.string().primary(),
    /** The name of the catalogue that this one is another name for; null for a name of the catalogue itself. */
    aliasOf: p.string().nullable(),
    hidden: p.boolean().default(false),
    updatedAt: p.bigint('number'),
  },
});
export type ModelChoice = Row<typeof ModelChoiceSchema>;
