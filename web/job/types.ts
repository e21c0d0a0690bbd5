import type { Outputs } from '../api/types.ts';

/** A generation with the names of whom it belongs to, and links to what it made. */
export type Job = Outputs['jobs']['list']['jobs'][number];
export type Asset = Job['assets'][number];
export type Attempt = Job['attempts'][number];
/** A step of it, as the event log has it. */
export type LoggedStep = Outputs['jobs']['get']['steps'][number];
export type JobState = Job['state'];
