import { useSearchParams } from '@solidjs/router';
import { Card } from '../../ui/card.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Segments } from '../../ui/segments.tsx';
import { TabPanel, Tabs } from '../../ui/tabs.tsx';
import { asCurl, SUBSCRIPTIONS, TOPICS, type Topic } from './subscriptions.ts';
import { words } from './words.ts';

const FORMS = ['graphql', 'curl'] as const;
type Form = (typeof FORMS)[number];
const PANEL = 'subscription';

/** Four subscriptions, ready to be copied. */
export function SubscriptionsCard(props: { stream: string }) {
  const [query, setQuery] = useSearchParams<{ topic: string; as: string }>();
  const topic = (): Topic => TOPICS.find((each) => each === query.topic) ?? 'pool';
  const form = (): Form => FORMS.find((each) => each === query.as) ?? 'graphql';
  const code = () => (form() === 'graphql' ? SUBSCRIPTIONS[topic()] : asCurl(props.stream, SUBSCRIPTIONS[topic()]));
  const set = (changes: { topic?: string; as?: string }) => setQuery(changes, { replace: true, scroll: false });
  return (
    <Card
      title={words().subscriptions}
      aside={
        <Segments
          label={words().form}
          options={FORMS.map((value) => ({ value, label: words().forms[value] }))}
          value={form()}
          onChange={(as) => set({ as })}
        />
      }
    >
      <Tabs
        label={words().subscriptions}
        options={TOPICS.map((value) => ({ value, label: words().topics[value].name }))}
        value={topic()}
        onChange={(next) => set({ topic: next })}
        panelId={PANEL}
      />
      <TabPanel id={PANEL} label={words().topics[topic()].name} class="mt-3 space-y-3">
        <p class="text-ink-2">{words().topics[topic()].says}</p>
        <CodeBlock
          label={words().topics[topic()].name}
          code={code()}
          language={form()}
          wrap={form() === 'curl'}
          head={<span class="px-2 font-500">{words().forms[form()]}</span>}
        />
        <p class="text-label text-ink-3">{words().since}</p>
      </TabPanel>
    </Card>
  );
}
