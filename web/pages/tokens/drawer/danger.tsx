import Power from 'lucide-solid/icons/power';
import Trash from 'lucide-solid/icons/trash';
import { Show } from 'solid-js';
import { Button } from '../../../ui/button.tsx';
import { Row, Section } from '../../../ui/card.tsx';
import { type Desk, targetOf } from '../desk.ts';
import type { TokenDetails } from '../token-types.ts';
import { words } from '../words.ts';

/** Turning a token off, and deleting it for good. */
export function Danger(props: { token: TokenDetails; desk: Desk }) {
  const running = () => props.token.leases.length;
  const isOn = () => props.token.wanted.enabled;
  return (
    <Section
      title={words().drawer.danger}
      aside={<Show when={running() > 0}>{words().drawer.running(running())}</Show>}
    >
      <Row label={<span class="text-ink-2">{words().drawer.offHint}</span>}>
        <Button
          size="small"
          icon={<Power />}
          onClick={() => void props.desk.one(props.token, { action: isOn() ? 'disable' : 'enable' })}
        >
          {isOn() ? words().do.disable : words().do.enable}
        </Button>
      </Row>
      <Row label={<span class="text-ink-2">{words().drawer.deleteHint}</span>}>
        <Button
          size="small"
          kind="danger"
          icon={<Trash />}
          onClick={() => props.desk.many(targetOf(props.token), { action: 'delete', force: false })}
        >
          {words().do.delete}
        </Button>
      </Row>
    </Section>
  );
}
