import { PageHeader } from '../../ui/page-header.tsx';
import { NetworksLine } from './networks-line.tsx';
import { OperatorsCard } from './operators/operators-card.tsx';
import { PasswordCard } from './password-card.tsx';
import { SecondFactorCard } from './second-factor/second-factor-card.tsx';
import { SessionsCard } from './sessions-card.tsx';
import { TokensCard } from './tokens/tokens-card.tsx';
import { words } from './words.ts';

/** Who gets in: passwords, second factors, browsers, operators and the tokens of scripts. */
export default function SecurityPage() {
  return (
    <>
      <PageHeader title={words().title} sentence={words().sentence} />
      <NetworksLine />
      <div class="grid items-start gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div class="min-w-0 space-y-3">
          <SessionsCard />
          <OperatorsCard />
          <TokensCard />
        </div>
        <div class="min-w-0 space-y-3">
          <PasswordCard />
          <SecondFactorCard />
        </div>
      </div>
    </>
  );
}
