import { defineEntity, p } from '@mikro-orm/core';
import type { Row } from './row.ts';

/** One setting of one save. Saves are numbered: what belongs together has the same version. */
export const SettingChangeSchema = defineEntity({
  name: 'SettingChange',
  tableName: 'setting_changes',
  properties: {
    id: p.integer().primary().autoincrement(),
    version: p.integer().index(),
    at: p.bigint('number'),
    actorName: p.string(),
    /** `section.key`, for example `flow.timeout`. */
    key: p.string(),
    /** Null where nothing was saved, so that file or default held; sealed when the setting is secret. */
    before: p.json<unknown>().nullable(),
    after: p.json<unknown>().nullable(),
    secret: p.boolean(),
  },
  indexes: [{ properties: ['key', 'id'] }],
});
export type SettingChange = Row<typeof SettingChangeSchema>;
