import { createSignal } from 'solid-js';
import { api } from '../../../api/api.ts';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { Segments } from '../../../ui/segments.tsx';
import { SNIPPET_LABEL, SNIPPETS, type SnippetName, snippet } from '../snippets.ts';
import { words } from '../words.ts';

const USUAL_MODEL = 'gemini-2.5-flash-image';

interface SnippetTabsProps {
  /** Copied with the code, and not shown in it; without one the code reads it from the environment. */
  secret?: string | undefined;
  /** Those that the key may use; null for all. */
  models: readonly string[] | null;
}

/** The first call, in three languages. */
export function SnippetTabs(props: SnippetTabsProps) {
  const [name, setName] = createSignal<SnippetName>('curl');
  const offered = api.models.list.useQuery(() => ({}));
  const model = () => {
    const images = (offered.data ?? []).filter(
      ({ kind, id }) => kind === 'image' && (props.models?.includes(id) ?? true),
    );
    const plain = props.models?.find((each) => !each.includes('*'));
    return (images.find(({ id }) => id.startsWith(USUAL_MODEL)) ?? images[0])?.id ?? plain ?? USUAL_MODEL;
  };
  const code = (key: string | null) => snippet(name(), { origin: location.origin, model: model(), key });
  return (
    <CodeBlock
      label={SNIPPET_LABEL[name()]}
      language={name()}
      code={code(props.secret === undefined ? null : `f2a_…${props.secret.slice(-4)}`)}
      copy={props.secret === undefined ? undefined : code(props.secret)}
      head={
        <Segments
          label={words().drawer.snippets}
          options={SNIPPETS.map((value) => ({ value, label: SNIPPET_LABEL[value] }))}
          value={name()}
          onChange={setName}
        />
      }
    />
  );
}
