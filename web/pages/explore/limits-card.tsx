import type { Outputs } from '../../api/types.ts';
import { number } from '../../format.ts';
import { Card } from '../../ui/card.tsx';
import { KeyValues } from '../../ui/key-values.tsx';
import { words } from './words.ts';

type Limits = Outputs['explore']['get']['limits'];

const ORDER = ['depth', 'breadth', 'complexity', 'characters', 'tokens'] as const;

/** How far a query may go. */
export function LimitsCard(props: { limits: Limits }) {
  const items = () => ORDER.map((name) => ({ name: words().limits[name], value: number(props.limits[name]) }));
  return (
    <Card title={words().limitsTitle}>
      <p class="mb-2 text-label text-ink-2">{words().limitsSay}</p>
      <KeyValues items={items()} />
    </Card>
  );
}
