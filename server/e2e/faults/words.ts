import type { Observation, Standing } from './observation.ts';

/** Upper ends of the times that the table tells apart, seconds: what is measured to the second would never be the same twice. */
const ABOUT: readonly [number, string][] = [
  [10, '10 s'],
  [30, '30 s'],
  [60, '1 min'],
  [600, '10 min'],
  [3_600, '1 h'],
];

const about = (seconds: number): string => ABOUT.find(([end]) => seconds <= end)?.[1] ?? 'hours';

export function callerWords({ status, code, retryAfter, final, job }: Observation): string {
  if (status === 200) return job.notice === null ? 'the result' : 'the plain result and a notice';
  const failure = `${status} \`${code}\``;
  if (status < 429) return failure;
  if (final) return `${failure}, not to be repeated`;
  return retryAfter === null ? `${failure}, may be repeated` : `${failure}, again in ${about(retryAfter)}`;
}

export function accountWords({ status, faults, rest, limits }: Standing): string {
  const held = [
    ...(status === 'active' ? [] : [status === 'expired' ? 'signed out' : status]),
    ...(faults === 0 ? [] : [`${faults} fault counted`]),
    ...(rest === null ? [] : [`${rest.reason}${rest.seconds === null ? '' : `, ${about(rest.seconds)}`}`]),
    ...limits.map((code) => `this model is closed for it (\`${code}\`)`),
  ];
  return held.length === 0 ? 'as before' : held.join('; ');
}

export const paidWords = ({ paidCalls }: Observation): string => String(paidCalls.account);

export const jobWords = ({ job }: Observation): string =>
  job.code === null ? `\`${job.state}\`` : `\`${job.state}\`: \`${job.code}\``;

/** What another account changes: the caller's answer, and paid calls of both. */
export function besideWords(seen: Observation): string {
  const { account, other } = seen.paidCalls;
  return `${callerWords(seen)} (${account} + ${other})`;
}
