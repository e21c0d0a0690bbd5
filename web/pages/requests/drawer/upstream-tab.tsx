import { Show } from 'solid-js';
import { time } from '../../../format.ts';
import { said } from '../../../said/said.ts';
import { Section } from '../../../ui/card.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Duration } from '../../../ui/figures.tsx';
import { KeyValues } from '../../../ui/key-values.tsx';
import { TextLink } from '../../../ui/link-button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { reasonText } from '../reasons.ts';
import { words } from '../words.ts';
import { attemptSpans, attemptToken, type DetailJob, type DetailStep } from './detail.ts';
import { WhyToken } from './why-token.tsx';

/** One attempt: with which token, how it went, and why it was this one. */
export function UpstreamTab(props: { job: DetailJob; steps: readonly DetailStep[]; index: number }) {
  const span = () => attemptSpans(props.job, props.steps)[props.index];
  return (
    <Show when={span()}>
      {(one) => (
        <>
          <Show when={one().attempt.error}>
            {(error) => (
              <Notice kind="bad">
                <b>{reasonText(error().code)}</b>
                <span class="block text-ink-2">{said(error().message)}</span>
              </Notice>
            )}
          </Show>
          <Section title={words().attempt(props.index + 1)}>
            <KeyValues
              items={[
                {
                  name: words().fact.token,
                  value: (
                    <TextLink alone href={`/tokens/${one().attempt.tokenId}`}>
                      {attemptToken(one().attempt, words().tokenNumber)}
                    </TextLink>
                  ),
                },
                { name: words().fact.started, value: time(one().from) },
                {
                  name: words().fact.took,
                  value: <Duration value={one().to === null ? null : (one().to ?? 0) - one().from} />,
                },
                { name: words().fact.outcome, value: outcome(one().attempt.error?.code ?? null, one().to) },
                { name: words().fact.upstream, value: props.job.upstream ?? '–' },
                { name: words().fact.modelKey, value: props.job.modelKey ?? '–', mono: true },
              ]}
            />
          </Section>
          <WhyToken choice={one().attempt.choice} name={attemptToken(one().attempt, words().tokenNumber)} />
          <p class="flex flex-wrap items-center gap-x-1.5 text-label text-ink-3">
            {words().upstreamBodies}
            <code class="truncate">{props.job.id}</code>
            <CopyButton text={props.job.id} />
          </p>
        </>
      )}
    </Show>
  );
}

function outcome(code: string | null, to: number | null): string {
  if (code !== null) return reasonText(code);
  return to === null ? words().running : words().went;
}
