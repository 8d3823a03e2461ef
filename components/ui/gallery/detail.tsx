import { Page } from '#components/shell/page.tsx';
import { Checkbox } from '../checkbox.tsx';
import { ChecksPlot, type PlottedCheck } from '../checks-plot.tsx';
import { Count } from '../count.tsx';
import { RowMenu } from '../menu.tsx';
import { PageHead } from '../page-head.tsx';
import { Panel } from '../panel.tsx';
import { State } from '../state.tsx';
import { NameCell, SilentHead, SortHead, Table } from '../table.tsx';
import { Tag } from '../tag.tsx';
import { Tile } from '../tile.tsx';
import { Time } from '../time.tsx';

const nothing = () => {};
const now = Date.UTC(2026, 10, 21, 13, 0);

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
