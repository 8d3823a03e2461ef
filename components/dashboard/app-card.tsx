import { AppTile } from '#components/credentials/app-tile.tsx';
import { AddButton } from '#components/credentials/create-button.tsx';
import { standingWords } from '#components/credentials/words.ts';
import { Card, CardAdd } from '#components/ui/card.tsx';
import { Count } from '#components/ui/count.tsx';
import { SoundingLine } from '#components/ui/sounding-line.tsx';
import { State } from '#components/ui/state.tsx';
import { amount } from '#components/ui/words.ts';
import type { Card as CardDto } from '#lib/dashboard/schema.ts';

interface AppCardProps {
  card: CardDto;
  href: string;
  now: number;
  canCreate: boolean;
}

/** An app on the board: in use, waiting to be added, or unreadable and still in its place. */
export function AppCard({ card, href, now, canCreate }: AppCardProps) {
  const common = { tile: <AppTile icon={card.icon} name={card.name} />, name: card.name, href };
  const { worst, count } = card;
  if (count > 0 && worst !== null) {
    return (
      <Card
        {...common}
        meta={card.broken ? 'Manifest cannot be read' : card.category}
        end={<Count value={count} noun="credential" />}
        foot={{
          start: <SoundingLine ticks={card.ticks} />,
          end: (
            <State state={worst}>
              {card.broken ? unreadable(card.broken) : standingWords({ ...card, worst }, now)}
            </State>
          ),
        }}
      />
    );
  }
  if (card.broken) {
    return (
      <Card
        {...common}
        meta={<State state="unreadable">{unreadable(card.broken)}</State>}
        end={
          <CardAdd href={href} label={`See why ${card.name} cannot be read`}>
            See why
          </CardAdd>
        }
      />
    );
  }
  return (
    <Card
      {...common}
      meta={card.waiting > 0 ? waitingWords(card.waiting) : card.category}
      end={canCreate && <AddButton component={card.component} app={card.name} />}
    />
  );
}

const unreadable = (code: string): string => `Unreadable, ${code}`;

const waitingWords = (flows: number): string => `${amount(flows, 'flow')} ${flows === 1 ? 'waits' : 'wait'} for it`;
