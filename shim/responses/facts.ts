import { z } from 'zod';
import type { JobFacts, JobView } from '../../schema/generation.ts';
import type { Output } from '../images/output.ts';

/** What a response shows again whenever it is asked for, and how its picture is delivered. */
export interface ResponseFacts {
  output: Output;
  /** The word of the caller's; null for none. */
  quality: string | null;
  /** The model as the caller named it, which may be one for texts that is to call the tool; null for none. */
  model: string | null;
  metadata: Readonly<Record<string, string>>;
  previousId: string | null;
  background: boolean;
}

const stored = z.object({
  format: z.enum(['png', 'jpeg', 'webp']),
  encoderQuality: z.number().nullable(),
  quality: z.string().nullable(),
  model: z.string().nullable().default(null),
  metadata: z.string(),
  previousId: z.string().nullable(),
  background: z.boolean(),
});

/** In the form in which a job keeps them. */
export function storedFacts({ output, metadata, ...facts }: ResponseFacts): JobFacts {
  const { format, quality: encoderQuality = null } = output;
  return { ...facts, format, encoderQuality, metadata: JSON.stringify(metadata) };
}

/** The facts of a job that `storedFacts` went into. */
export function factsOf(job: JobView): ResponseFacts {
  const { format, encoderQuality, metadata, ...facts } = stored.parse(job.facts);
  const output = { format, quality: encoderQuality ?? undefined };
  return { ...facts, output, metadata: JSON.parse(metadata) as Record<string, string> };
}
