import { KeyRound, List, Settings2, Workflow } from 'lucide-react';
import { GatePage } from '#components/shell/gate-page.tsx';
import { JumpButton } from '#components/shell/jump-button.tsx';
import { TopBar } from '#components/shell/top-bar.tsx';
import { Button } from '../button.tsx';
import { Field } from '../field.tsx';
import { Icon } from '../icon.tsx';
import { Input } from '../input.tsx';

export function Frame() {
  const northwind = { id: 'nw', name: 'Northwind', href: '/northwind' };
  const operations = { id: 'op', name: 'Operations', href: '/northwind/operations' };
  return (
    <TopBar
      home="/northwind/operations"
      tenant={{ current: northwind, places: [northwind], create: { label: 'New tenant', href: '/new' } }}
      workspace={{ current: operations, places: [operations], create: { label: 'New workspace', onSelect: () => {} } }}
      tabs={[
        {
          label: 'App Credentials',
          href: '/northwind/operations/credentials',
          icon: <Icon of={KeyRound} />,
          letter: 'a',
        },
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

export function Gate() {
  return (
    <GatePage title="Set up this vault" steps={{ names: ['Owner', 'Tenant'], current: 0 }}>
      <form className="stack wide">
        <Field label="E-mail">{(control) => <Input type="email" autoComplete="username" {...control} />}</Field>
        <Button variant="primary" type="submit">
          Continue
        </Button>
      </form>
    </GatePage>
  );
}
