import { z } from 'zod';
import type { ShimDeps } from '../deps.ts';
import { callerOf } from '../middleware/authenticate.ts';
import { readJson } from '../middleware/read-json.ts';
import { parse } from '../parse.ts';
import type { ShimContext } from '../state.ts';
import { type Form, type FormOptions, isForm, readForm } from './read-form.ts';

interface BodyDeps extends Pick<ShimDeps, 'images' | 'models' | 'settings'>, Pick<FormOptions, 'checkFile'> {}

const jsonObject = z.looseObject({});

/** The body of a route that takes JSON as well as a form. @throws ServiceError for one that cannot be read */
export async function readBody(ctx: ShimContext, { images, models, settings, checkFile }: BodyDeps): Promise<Form> {
  /** Nothing is kept for a key that may not use the model, where that stands before the files. */
  const check: FormOptions['checkFile'] = (field, fields) => {
    checkFile(field, fields);
    const { model } = fields;
    if (typeof model === 'string' && models.get(model) !== null) models.check(callerOf(ctx).apiKeyId, model);
  };
  if (isForm(ctx)) return readForm(ctx, { images, settings: settings(), checkFile: check });
  const { bodyLimitBytes: limitBytes, captureBodies: capture } = settings();
  return { fields: parse(jsonObject, await readJson(ctx, { limitBytes, capture })), files: [] };
}
