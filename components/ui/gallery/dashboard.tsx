import { Plus, Upload } from 'lucide-react';
import { Page } from '#components/shell/page.tsx';
import { Board, BoardPart, Tally } from '../board.tsx';
import { Button } from '../button.tsx';
import { Card, CardAdd } from '../card.tsx';
import { CardGroup } from '../card-group.tsx';
import { Chip } from '../chip.tsx';
import { Count } from '../count.tsx';
import { ExpiriesAxis } from '../expiries-axis.tsx';
import { FilterMenu } from '../filter-menu.tsx';
import { Icon } from '../icon.tsx';
import { PageHead } from '../page-head.tsx';
import { SearchBox } from '../search-box.tsx';
import { SoundingLine } from '../sounding-line.tsx';
import { State } from '../state.tsx';
import { ThirtyDays, type Day } from '../thirty-days.tsx';
import { Tile } from '../tile.tsx';
import { bolt, days } from './parts.tsx';

const nothing = () => {};

export function Dashboard() {
  return (
    <Page>
      <PageHead
        title="App Credentials"
        actions={
          <>
            <Button>
              <Icon of={Upload} />
              Import Credential
            </Button>
            <Button variant="primary">
              <Icon of={Plus} />
              Create Credential
            </Button>
          </>
        }
      />
      <Health />
      <div className="toolbar">
        <SearchBox label="Search apps and credentials" placeholder="Search app or credential" hotkey="/" />
        <Chip className="mobile-only">
          Filters <span className="n">1</span>
        </Chip>
        <FilterMenu label="State" options={options} values={[]} onChange={nothing} className="wide-only" />
        <FilterMenu label="Environment" options={options} values={['a']} onChange={nothing} className="wide-only" />
      </div>
      <CardGroup title="In use" aside="3 apps">
        <Card
          tile={<Tile monogram="Ns" />}
          name="NetSuite"
          href="/netsuite"
          meta="ERP"
          end={<Count value={2} noun="credential" />}
          foot={{ start: <SoundingLine ticks={days('failed', 2)} />, end: <State state="failed">1 failed</State> }}
        />
        <Card
          tile={<Tile monogram="Pg" path={bolt} />}
          name="PostgreSQL"
          href="/postgresql"
          meta="Database"
          end={<Count value={4} noun="credential" />}
          foot={{
            start: <SoundingLine ticks={days('expiring', 6)} />,
            end: <State state="expiring">Expires in 8 days</State>,
          }}
        />
        <Card
          tile={<Tile monogram="Sl" />}
          name="Slack"
          href="/slack"
          meta="Messaging"
          end={<Count value={1} noun="credential" />}
          foot={{ start: <SoundingLine ticks={days('passed', 0)} />, end: <State state="passed">All passed</State> }}
        />
      </CardGroup>
      <CardGroup title="More apps" aside="2 of 214 in the catalogue">
        <Card
          tile={<Tile monogram="Sh" />}
          name="Shopify"
          href="/shopify"
          meta="Commerce"
          end={
            <CardAdd href="/shopify?add" label="Add a Shopify credential">
              Add
            </CardAdd>
          }
        />
        <Card
          tile={<Tile monogram="Wd" />}
          name="Workday"
          href="/workday"
          meta={<State state="unreadable">Unreadable, CAT-102</State>}
        />
      </CardGroup>
    </Page>
  );
}

const options = [
  { value: 'a', label: 'Production' },
  { value: 'b', label: 'Staging' },
];

const thirty: Day[] = Array.from({ length: 30 }, (_, at) => ({
  label: at === 29 ? 'Today' : `${at + 1} Oct`,
  passing: 25 + (at % 4),
  failing: at % 5 === 0 ? at % 3 : 0,
}));

function Health() {
  const link = (state: string) => `?state=${state}`;
  return (
    <Board label="Health of this workspace">
      <BoardPart title="33 credentials" aside="checked 4 min ago">
        <Tally
          entries={[
            { state: 'passed', count: 26, href: link('passed') },
            { state: 'failed', count: 2, href: link('failed'), isOn: true },
            { state: 'expiring', count: 2, href: link('expiring') },
            { state: 'reconnect', count: 1, href: link('reconnect') },
            { state: 'not_testable', count: 2, href: link('not_testable') },
            { state: 'unverified', count: 0, href: link('unverified') },
          ]}
        />
      </BoardPart>
      <BoardPart title="Last 30 days" aside="per day">
        <ThirtyDays days={thirty} />
      </BoardPart>
      <BoardPart title="Expiries ahead" aside="45 days">
        <ExpiriesAxis
          labels={['Today', '5 Dec', '19 Dec', '5 Jan']}
          expiries={[
            { name: 'Snowflake loader key', inDays: 8, date: '29 November' },
            { name: 'GitHub deploy token', inDays: 13, date: '4 December' },
            { name: 'S3 archive key', inDays: 27, date: '18 December' },
            { name: 'Slack alerts app', inDays: 42, date: '2 January' },
          ]}
        />
      </BoardPart>
    </Board>
  );
}
