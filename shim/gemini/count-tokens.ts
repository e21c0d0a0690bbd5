import { z } from 'zod';
import type { ShimDeps } from '../deps.ts';
import { visibleModel } from '../known-model.ts';
import { callerOf } from '../middleware/authenticate.ts';
import { readJson } from '../middleware/read-json.ts';
import { parse } from '../parse.ts';
import { inputTokensOf } from '../presenters/usage.ts';
import { camelKeys } from './camel-keys.ts';
import { readContents } from './contents.ts';
import type { ModelMethod } from './model-methods.ts';
import { readPart } from './part.ts';
import { tokenCounts } from './token-counts.ts';

/** The contents stand in the body, or in the request that is to be counted. */
export const countRequest = z.object({
  contents: z.unknown().optional(),
  generateContentRequest: z.object({ contents: z.unknown().optional() }).nullish(),
});

/** `:countTokens`: the same estimate that answers carry. Nothing is made, and no picture is looked at. */
export function createCountTokens({ models, settings }: Pick<ShimDeps, 'models' | 'settings'>): ModelMethod {
  return async (ctx, { model }) => {
    ctx.state.model = model;
    visibleModel(models, model, callerOf(ctx).apiKeyId);
    const { bodyLimitBytes: limitBytes, captureBodies: capture } = settings();
    const body = parse(countRequest, camelKeys(await readJson(ctx, { limitBytes, capture })));
    const nested = body.generateContentRequest;
    const contents = nested
      ? readContents(nested.contents, ['generateContentRequest', 'contents'])
      : readContents(body.contents);
    const parts = contents.flatMap((content) => content.parts.map(readPart));
    const text = parts.flatMap((part) => part.text ?? []).join('\n');
    const pictures = parts.filter(({ picture }) => picture !== null);
    const { text_tokens: TEXT, image_tokens: IMAGE } = inputTokensOf(text, pictures.length);
    ctx.body = { totalTokens: TEXT + IMAGE, promptTokensDetails: tokenCounts({ TEXT, IMAGE }) };
  };
}
