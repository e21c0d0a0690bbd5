import { createSignal } from 'solid-js';
import type { Outputs } from '../../api/types.ts';
import { fileUrl } from '../../job/media.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import type { Form } from './create-form.ts';
import { type Asked, SNIPPETS, type SnippetId, WRITE } from './snippets.ts';
import { words } from './words.ts';

type TabId = SnippetId | 'response';

/** The same request for programs, as the form has it now or what it still needs, and what the server says of the job. */
export function CodeCard(props: { form: Form; seen: Outputs['jobs']['get'] | undefined }) {
  const [tab, setTab] = createSignal<TabId>('python');
  const asked = (): Asked | null => {
    const request = props.form.request();
    if (request === null) return null;
    const files = request.images ?? [];
    return {
      ...{ model: request.model, prompt: request.prompt, files, count: request.count ?? 1 },
      pictures: files.map((file) => new URL(fileUrl(file), location.origin).href),
      ...{ role: request.imageRole, ratio: request.aspectRatio, seconds: request.seconds },
      ...{ resolution: request.resolution, seed: request.seed, tokenId: request.tokenId },
    };
  };
  const code = (): string => {
    const current = tab();
    if (current === 'response') return props.seen === undefined ? '' : JSON.stringify(props.seen, null, 2);
    const request = asked();
    return request === null ? '' : WRITE[current](request, location.origin);
  };
  return (
    <section aria-label={words().code}>
      <CodeBlock
        wrap
        label={words().codeTabs[tab()]}
        language={tab() === 'response' ? 'json' : (tab() as SnippetId)}
        copy={code()}
        code={code() || (tab() === 'response' ? words().noResponse : (props.form.problem() ?? ''))}
        head={
          <Tabs
            label={words().code}
            value={tab()}
            onChange={setTab}
            options={[...SNIPPETS, 'response' as const].map((value) => ({ value, label: words().codeTabs[value] }))}
          />
        }
      />
    </section>
  );
}
