import { defineEntity, p } from '@mikro-orm/core';

/** A value that an operator saved. It wins over the file and loses to the environment. */
export const SettingSchema = defineEntity({
  name: 'Setting',
  tableName: 'settings',
  properties: {
    /** `section.key`, for example `flow.timeout`. */
    key: p.string().primary(),
    value: p.json<unknown>(),
    updatedAt: p.bigint('number'),
  },
});
