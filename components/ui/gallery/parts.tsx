import { Download, Plus } from 'lucide-react';
import { ActiveChip, Chip } from '../chip.tsx';
import { Button, ButtonLink, IconButton } from '../button.tsx';
import { Checkbox } from '../checkbox.tsx';
import { Choice } from '../choice.tsx';
import { Count } from '../count.tsx';
import { Diff } from '../diff.tsx';
import { DropZone } from '../drop-zone.tsx';
import { EmptyState } from '../empty-state.tsx';
import { Facts } from '../facts.tsx';
import { Field } from '../field.tsx';
import { FileRow, fileSize } from '../file-row.tsx';
import { FilterMenu } from '../filter-menu.tsx';
import { Icon } from '../icon.tsx';
import { Input } from '../input.tsx';
import { Kbd } from '../kbd.tsx';
import { Legend } from '../legend.tsx';
import { Note } from '../note.tsx';
import { Panel } from '../panel.tsx';
import { Progress } from '../progress.tsx';
import { Result } from '../result.tsx';
import { SearchBox } from '../search-box.tsx';
import { SecretField } from '../secret-field.tsx';
import { Segmented } from '../segmented.tsx';
import { Select } from '../select.tsx';
import { BlockSkeleton, CardSkeletons, RowSkeletons, Waiting } from '../skeleton.tsx';
import { SoundingLine, type Tick } from '../sounding-line.tsx';
import { State } from '../state.tsx';
import { states } from '../states.ts';
import { Steps } from '../steps.tsx';
import { Tag } from '../tag.tsx';
import { Textarea } from '../textarea.tsx';
import { Tile } from '../tile.tsx';

const nothing = () => {};

export const days = (last: Tick, count: number): Tick[] =>
  Array.from({ length: 20 }, (_, day) => (day >= 20 - count ? last : 'passed'));

export const bolt = 'M13 2 3 14h9l-1 8 10-12h-9l1-8z';

/** Every part in its states; what the test renders and people look at. */
export function Parts() {
  return (
    <div className="cards">
      <Panel title="Marks">
        <div className="stack">
          {states.map((state) => (
            <div key={state}>
              <State state={state} />
            </div>
          ))}
          <SoundingLine ticks={days('failed', 3)} />
          <SoundingLine ticks={days('reconnect', 3)} />
          <SoundingLine ticks={days('expiring', 6)} />
          <SoundingLine ticks={days('not_testable', 20)} />
          <div className="row">
            <Count value={1} noun="credential" />
            <Count value={1204} noun="credential" />
            <Tile monogram="Sf" size="sm" />
            <Tile monogram="Ex" path={bolt} />
            <Tile monogram="Ex" path={bolt} size="lg" />
          </div>
        </div>
      </Panel>
      <Panel title="Buttons">
        <div className="stack">
          <div className="row wrap">
            <Button variant="primary">Verify and save</Button>
            <Button>Cancel</Button>
            <Button variant="quiet">Columns</Button>
          </div>
          <div className="row wrap">
            <Button variant="danger">Delete</Button>
            <Button variant="danger-fill">Delete 2</Button>
            <Button disabled aria-describedby="why">
              Activate
            </Button>
            <span id="why" className="small soft">
              Step 3 needs a credential
            </span>
          </div>
          <div className="row wrap">
            <Button small>Small</Button>
            <IconButton small aria-label="Download">
              <Icon of={Download} />
            </IconButton>
            <ButtonLink href="/new">
              <Icon of={Plus} />
              Create
            </ButtonLink>
            <Kbd>⌘K</Kbd>
            <Tag>production</Tag>
          </div>
          <div className="row wrap">
            <Chip pressed={false}>State</Chip>
            <ActiveChip onClear={nothing}>State: failed</ActiveChip>
            <FilterMenu label="Auth type" options={filters} values={[]} onChange={nothing} />
            <FilterMenu label="Environment" options={filters} values={['production']} onChange={nothing} />
          </div>
          <Segmented label="Choice" name="choice" options={filters} value="production" onChange={nothing} />
        </div>
      </Panel>
      <Panel title="Fields">
        <Fields />
      </Panel>
      <Panel title="Results">
        <Results />
      </Panel>
      <Panel title="Import">
        <Importing />
      </Panel>
      <Panel title="Waiting">
        <Waiting label="Loading credentials">
          <div className="stack">
            <CardSkeletons count={1} />
            <RowSkeletons count={2} columns={3} />
            <BlockSkeleton />
          </div>
        </Waiting>
      </Panel>
    </div>
  );
}

const filters = [
  { value: 'production', label: 'Production' },
  { value: 'staging', label: 'Staging' },
];

function Fields() {
  return (
    <div className="stack wide">
      <SearchBox label="Search apps and credentials" placeholder="Search app or credential" hotkey="/" />
      <Field label="Host" hint="Without https:// and without a path." help={{ href: '/guide' }}>
        {(control) => <Input mono defaultValue="db.northwind.example" {...control} />}
      </Field>
      <Field label="Port" error="A port is a number from 1 to 65535." help={{ text: 'In the connection string.' }}>
        {(control) => <Input mono defaultValue="54321x" {...control} />}
      </Field>
      <Field label="Encryption">{(control) => <Select options={filters} defaultValue="staging" {...control} />}</Field>
      <Field label="Reason">{(control) => <Textarea {...control} />}</Field>
      <SecretField label="Client secret" savedAt="2 Sep 2026" />
      <SecretField label="Password" hint="Sealed before it is stored. Nobody can read it back here." />
      <Checkbox defaultChecked>Check the certificate</Checkbox>
      <Checkbox indeterminate aria-label="Select all" />
    </div>
  );
}

function Results() {
  return (
    <div className="stack">
      <Result
        state="failed"
        title="PostgreSQL did not accept the password."
        fix="Type the password for orders_sync again. Nothing was saved."
        durationMs={214}
        code="28P01 at sign-in"
      />
      <Result state="passed" title="Connected as orders_sync to orders." durationMs={186} />
      <Result
        state="verifying"
        title="Checking with PostgreSQL"
        steps={[
          { state: 'passed', text: 'db.northwind.example found', durationMs: 12 },
          { state: 'verifying', text: 'Signing in as orders_sync' },
        ]}
      />
      <Result
        state="reconnect"
        title="Salesforce ended the session for Production US."
        fix="Sign in again to repair it."
        action={<Button small>Reconnect</Button>}
        isLive={false}
      />
      <Progress label="Import" value={1840} max={6212} hasWords />
      <Note>All 6 are stored together or not at all.</Note>
      <Facts
        facts={[
          { term: 'Host', value: 'db.northwind.example', mono: true },
          { term: 'Encryption', value: 'Required' },
        ]}
      />
    </div>
  );
}

function Importing() {
  return (
    <div className="stack wide">
      <Steps steps={['Upload', 'Unlock', 'Review']} current={1} />
      <DropZone
        title="Drop a .bson file here"
        action={<Button variant="primary">Upload</Button>}
        hint="Up to 512 MB."
      />
      <FileRow name="northwind-staging-2026-11-20.bson" meta={`${fileSize(48_200)}. 6 credentials`} />
      <Diff
        rows={[
          { term: 'Name', here: 'Production EU', there: 'Production EU' },
          { term: 'Identifier', here: 'sf-production-eu', there: 'sf-prod-eu-2', hasChanged: true, mono: true },
        ]}
      />
      <Choice title="Override existing App Credentials" consequence="4 active flows use it at once." />
      <EmptyState
        title="Add the first credential"
        sentence="A credential is how a flow signs in to an app."
        steps={['Pick an app.', 'Keyhaven checks it.', 'The secret is sealed.']}
      />
      <Legend of={['passed', 'failed']} />
    </div>
  );
}
