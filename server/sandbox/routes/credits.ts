import type { Tier } from '../../../schema/catalogue.ts';
import type { Route } from '../http-call.ts';
import type { World } from '../world.ts';

const SUBSCRIPTION: Record<Tier, { sku: string; serviceTier: string }> = {
  PAYGATE_TIER_NOT_PAID: { sku: 'G1_FREEMIUM', serviceTier: 'SERVICE_TIER_ENTRY' },
  PAYGATE_TIER_ONE: { sku: 'G1_TIER1', serviceTier: 'SERVICE_TIER_INTERMEDIATE' },
  PAYGATE_TIER_TWO: { sku: 'G1_TIER2', serviceTier: 'SERVICE_TIER_ADVANCED' },
};

/** Balance and tier. @see docs/wire.md, §4 */
export function creditRoutes({ accounts, running, settings }: World): Route[] {
  return [
    {
      host: 'bearer',
      method: 'GET',
      path: '/v1/credits',
      endpoint: 'credits',
      handle: ({ account: { email, tier } }) => {
        running.settle(email);
        const credits = accounts.credits(email);
        if (settings.profile === 'seed') return { json: { credits, userPaygateTier: tier } };
        // The newer answers leave a zero out, as protobuf's JSON does with defaults.
        const balance = credits === 0 ? {} : { credits, subscriptionCredits: credits };
        return { json: { ...balance, userPaygateTier: tier, ...SUBSCRIPTION[tier] } };
      },
    },
  ];
}
