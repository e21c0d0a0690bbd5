import { Credits } from '../../../ui/figures.tsx';
import { KeyValues } from '../../../ui/key-values.tsx';
import { Time } from '../../../ui/time.tsx';
import { PlanPill } from '../plan-pill.tsx';
import { words } from '../words.ts';
import type { Checked } from './checked.ts';

/** What a session token opens. */
export function CheckedCard(props: { checked: Checked }) {
  const unknown = () => <span class="text-ink-3">{words().add.unknown}</span>;
  const plan = () => props.checked.tier;
  return (
    <KeyValues
      items={[
        { name: words().add.email, value: <b class="font-550">{props.checked.email}</b> },
        {
          name: words().add.plan,
          value: <>{plan() === null ? unknown() : <PlanPill plan={plan() ?? 'PAYGATE_TIER_NOT_PAID'} />}</>,
        },
        {
          name: words().add.credits,
          value: <>{props.checked.credits === null ? unknown() : <Credits value={props.checked.credits} />}</>,
        },
        { name: words().add.expires, value: <Time at={props.checked.expiresAt} withDate /> },
      ]}
    />
  );
}
