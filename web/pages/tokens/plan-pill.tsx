import { Pill } from '../../ui/pill.tsx';
import type { Plan } from './token-types.ts';
import { words } from './words.ts';

/**
 * Credits that a month of a plan gives, as Google sells them. Only the length of a bar hangs on them: who buys more, or has
 * another plan of that class, has a full one.
 */
const MONTHLY: Record<Plan, number> = {
  PAYGATE_TIER_NOT_PAID: 100,
  PAYGATE_TIER_ONE: 1_000,
  PAYGATE_TIER_TWO: 12_500,
};

/** How much of a month's credits is left, 0 to 1. */
export const shareLeft = ({ credits, tier }: { credits: number; tier: Plan }): number =>
  Math.min(1, Math.max(0, credits / MONTHLY[tier]));

/** The plan of an account. */
export function PlanPill(props: { plan: Plan }) {
  const tone = () => (props.plan === 'PAYGATE_TIER_TWO' ? 'video' : 'image');
  return (
    <Pill tone={tone()} outline={props.plan === 'PAYGATE_TIER_NOT_PAID'}>
      {words().plans[props.plan]}
    </Pill>
  );
}
