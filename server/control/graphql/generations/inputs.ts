import type { JobFilter } from '../../../generation/job-search.ts';
import { characters } from '../argument-bounds.ts';
import { builder } from '../builder.ts';
import { MediaKindEnum } from '../enums.ts';
import { localIds, tokenNumbers } from '../local-id.ts';
import { GenerationStateEnum } from './types.ts';

export const GenerationFilterInput = builder.inputType('GenerationFilter', {
  description: 'Which generations are meant; what is left out excludes none, and of a list any one will do.',
  fields: (t) => ({
    states: t.field({ type: [GenerationStateEnum] }),
    kind: t.field({ type: MediaKindEnum }),
    models: t.stringList({ description: 'Names as they were asked for.' }),
    apiKeyIds: t.idList({ description: '`console` for the console’s own.' }),
    tokenIds: t.idList(),
    text: t.string({ ...characters(1_000), description: 'A part of the prompt, or the id of a generation.' }),
    expired: t.boolean({
      description:
        'Whether its file was kept and is gone by now. Only where generations are looked up, not where they are watched.',
    }),
    from: t.field({ type: 'DateTime', description: 'When it was created: from then on.' }),
    to: t.field({ type: 'DateTime', description: 'Before then.' }),
  }),
});

export type GivenFilter = typeof GenerationFilterInput.$inferInput;

export function filterOf(given: GivenFilter | null | undefined): JobFilter {
  const { apiKeyIds, tokenIds, ...others } = given ?? {};
  return { ...others, apiKeyIds: localIds('ApiKey', apiKeyIds), tokenIds: tokenNumbers(tokenIds) };
}
