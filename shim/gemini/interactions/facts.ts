import { z } from 'zod';
import type { JobFacts, JobView } from '../../../schema/generation.ts';
import type { Output } from '../../images/output.ts';
import type { ResultFormat } from './response-format.ts';

/** What an interaction shows again whenever it is asked for, and how its result is handed over. */
export interface InteractionFacts extends Pick<ResultFormat, 'output' | 'delivery'> {
  previousId: string | null;
}

const stored = z.object({
  format: z.enum(['png', 'jpeg', 'webp']).nullable(),
  delivery: z.enum(['inline', 'uri']).nullable(),
  previousId: z.string().nullable(),
});

/** In the form in which a job keeps them. */
export function storedFacts({ output, delivery, previousId }: InteractionFacts): JobFacts {
  return { format: output?.format ?? null, delivery, previousId };
}

/** The facts of a job that `storedFacts` went into. */
export function factsOf(job: JobView): InteractionFacts {
  const { format, ...facts } = stored.parse(job.facts);
  const output: Output | null = format === null ? null : { format, quality: undefined };
  return { ...facts, output };
}
