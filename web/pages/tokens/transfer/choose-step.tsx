import { createSignal, Show } from 'solid-js';
import type { Failure } from '../../../api/errors.ts';
import { Button } from '../../../ui/button.tsx';
import { DropZone } from '../../../ui/drop-zone.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { Field } from '../../../ui/field.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { words } from '../words.ts';
import { type Content, readFile } from './read-file.ts';

const ACCEPTED = '.json,.csv,.tsv,.txt,.db,.sqlite,.sqlite3,application/json,text/csv,text/plain';
/** In base64 it is a third more, and the server takes 64 MB in all. */
const MAX_BYTES = 45_000_000;

/** A file or a text with accounts. */
export function ChooseStep(props: { failure: Failure | null; onContent: (content: Content) => void }) {
  const [text, setText] = createSignal('');
  const take = (content: Content) => {
    setText('');
    props.onContent(content);
  };
  return (
    <div class="flex flex-col gap-4">
      <Show when={props.failure}>
        {(told) => (
          <ErrorCard text={words().import.failed} hint={told().message} requestId={told().requestId ?? undefined} />
        )}
      </Show>
      <DropZone
        text={words().import.drop}
        hint={words().import.dropHint}
        accept={ACCEPTED}
        maxFiles={1}
        maxBytes={MAX_BYTES}
        takesPaste
        onFiles={([file]) => file && void readFile(file).then(take)}
      />
      <Field label={words().import.paste} hint={words().import.pasteHint}>
        <TextArea
          mono
          rows={5}
          spellcheck={false}
          autocomplete="off"
          value={text()}
          onInput={setText}
          class="[-webkit-text-security:disc]"
        />
      </Field>
      <div class="flex justify-end">
        <Button
          kind="primary"
          disabled={text().trim() === ''}
          onClick={() => take({ content: text(), encoding: 'utf8' })}
        >
          {words().import.look}
        </Button>
      </div>
    </div>
  );
}
