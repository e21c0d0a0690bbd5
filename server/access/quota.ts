import type { Generation } from '../../schema/entities/generation.ts';
/** For now. */
export const NO_LIMITS = { admit() {}, forget() {}, resumed(_job: Generation, _credits: number) {}, ended() {} };
