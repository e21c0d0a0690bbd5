import type { ServiceError } from '../../schema/errors.ts';
import type { MadePicture } from '../images/made.ts';
import { shortcomingsOf } from '../images/shortcomings.ts';
import { presentGeminiError } from './error.ts';
import type { Outcome } from './outcomes.ts';

/**
 * The pictures of a call in Imagen's form. Why there are fewer than asked for stands in the place of each only if that is
 * wanted, or there is none at all: many programs take every prediction for a picture. In words it stands beside them. May
 * hold `InlineFile`s.
 */
export function presentPredictions(outcomes: readonly Outcome[], { reasons }: { reasons: boolean }) {
  const made = outcomes.flatMap((outcome) => ('made' in outcome ? [outcome.made] : []));
  const failures = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []));
  const shown = reasons || made.length === 0 ? outcomes : outcomes.filter((outcome) => 'made' in outcome);
  const notices = made.flatMap((each) => each.notices);
  const warnings = shortcomingsOf(notices, failures, outcomes.length);
  return { predictions: shown.flatMap(predictionsOf), ...(warnings.length > 0 && { warnings }) };
}

/**
 * A failure that is told after status 200 has gone out. Google's SDK passes over `error` and would see an empty list: a call
 * that went well and made nothing.
 */
export function presentHeldFailure(error: ServiceError) {
  return { ...presentGeminiError(error).body, predictions: [unmade(error)] };
}

const unmade = ({ message }: ServiceError) => ({ raiFilteredReason: message });

function predictionsOf(outcome: Outcome): object[] {
  if ('error' in outcome) return [unmade(outcome.error)];
  return outcome.made.pictures.map(presentPicture);
}

function presentPicture({ b64, url }: MadePicture): object {
  return b64 === null ? { uri: url } : { mimeType: b64.mimeType, bytesBase64Encoded: b64 };
}
