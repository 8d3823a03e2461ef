import { KeyRound, List, Plus, Settings2, Upload, Workflow } from 'lucide-react';
import { JumpButton } from '#components/shell/jump-button.tsx';
import { Page } from '#components/shell/page.tsx';
import { TopBar } from '#components/shell/top-bar.tsx';
import { Board, BoardPart, Tally } from '../board.tsx';
import { Button } from '../button.tsx';
import { Card, CardAdd } from '../card.tsx';
import { CardGroup } from '../card-group.tsx';
import { Checkbox } from '../checkbox.tsx';
import { ChecksPlot, type PlottedCheck } from '../checks-plot.tsx';
import { Chip } from '../chip.tsx';
import { Count } from '../count.tsx';
import { ExpiriesAxis } from '../expiries-axis.tsx';
import { FilterMenu } from '../filter-menu.tsx';
import { Icon } from '../icon.tsx';
import { RowMenu } from '../menu.tsx';
import { PageHead } from '../page-head.tsx';
import { Panel } from '../panel.tsx';
import { SearchBox } from '../search-box.tsx';
import { SoundingLine } from '../sounding-line.tsx';
import { State } from '../state.tsx';
import { NameCell, SilentHead, SortHead, Table } from '../table.tsx';
import { Tag } from '../tag.tsx';
import { ThirtyDays, type Day } from '../thirty-days.tsx';
import { Tile } from '../tile.tsx';
import { Time } from '../time.tsx';
import { bolt, days } from './parts.tsx';

const nothing = () => {};
const now = Date.UTC(2026, 10, 21, 13, 0);

export function Frame() {
  const northwind = { id: 'nw', name: 'Northwind', href: '/northwind' };
  const operations = { id: 'op', name: 'Operations', href: '/northwind/operations' };
  return (
    <TopBar
      home="/northwind/operations"
      tenant={{ current: northwind, places: [northwind], create: { label: 'New tenant', href: '/new' } }}
      workspace={{ current: operations, places: [operations], create: { label: 'New workspace', onSelect: nothing } }}
      tabs={[
        { label: 'App Credentials', href: '/northwind/operations/credentials', icon: <Icon of={KeyRound} /> },
        { label: 'Flows', href: '/northwind/operations/flows', icon: <Icon of={Workflow} /> },
        { label: 'Activity', href: '/northwind/operations/activity', icon: <Icon of={List} /> },
        { label: 'Settings', href: '/northwind/operations/settings', icon: <Icon of={Settings2} /> },
      ]}
      jump={<JumpButton />}
      account={{
        name: 'Mara Okafor',
        email: 'mara@northwind.example',
        links: [{ label: 'Profile', href: '/profile' }],
        signOut: (
          <button type="button" className="item">
            Sign out
          </button>
        ),
      }}
    />
  );
}

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

const checks: PlottedCheck[] = Array.from({ length: 40 }, (_, at) => {
  const hasFailed = at === 15 || at === 16 || at === 33;
  return {
    day: `${12 + Math.floor(at / 4)} Nov`,
    time: `${12 + Math.floor(at / 4)} Nov 2026, ${String((at % 4) * 6).padStart(2, '0')}:00`,
    outcome: hasFailed ? 'failed' : 'passed',
    durationMs: 170 + ((at * 37) % 60),
    reason: hasFailed ? (at === 33 ? 'timed out' : 'host did not answer') : undefined,
  };
});

export function Detail() {
  return (
    <Page narrow>
      <PageHead
        crumbs={[{ label: 'App Credentials', href: '/credentials' }]}
        tile={<Tile monogram="Sf" size="lg" />}
        title="Salesforce"
        beside={<Count value={5} noun="credential" />}
        sentence="CRM. OAuth 2.0 or password."
      />
      <Panel title="Checks" aside={<span className="muted small">37 of 40 passed. Median 183 ms</span>}>
        <ChecksPlot checks={checks} label="40 checks in the last 10 days, three failed." />
      </Panel>
      <br />
      <Table label="Salesforce credentials" stacked>
        <thead>
          <tr>
            <th scope="col" className="pick">
              <Checkbox aria-label="Select all" indeterminate />
            </th>
            <SortHead direction="ascending">Name</SortHead>
            <th scope="col">State</th>
            <th scope="col">Environment</th>
            <SortHead href="?sort=checked">Last check</SortHead>
            <SilentHead className="more">Actions</SilentHead>
          </tr>
        </thead>
        <tbody>
          <Row name="Production EU" id="sf-production-eu" isSelected />
          <Row name="Production US" id="sf-production-us" />
        </tbody>
      </Table>
    </Page>
  );
}

function Row({ name, id, isSelected }: { name: string; id: string; isSelected?: boolean }) {
  return (
    <tr className={isSelected ? 'sel' : undefined}>
      <td className="pick">
        <Checkbox aria-label={`Select ${name}`} defaultChecked={isSelected} />
      </td>
      <NameCell href={`/${id}`} name={name} id={id} />
      <td>
        <State state="passed" />
      </td>
      <td data-label="Environment">
        <Tag>production</Tag>
      </td>
      <td data-label="Last check">
        <Time at={now - 4 * 60_000} now={now} />
      </td>
      <td className="more">
        <RowMenu
          name={name}
          groups={[
            {
              items: [
                { label: 'Verify now', onSelect: nothing, hotkey: 'V' },
                { label: 'Edit', href: `/${id}/edit`, hotkey: 'E' },
              ],
            },
            {
              items: [
                { label: 'Reveal', unavailable: 'Only an administrator may.' },
                { label: 'Delete', onSelect: nothing, isDangerous: true },
              ],
            },
          ]}
        />
      </td>
    </tr>
  );
}
