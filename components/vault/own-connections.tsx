'use client';

import { Ban, KeyRound, LogIn, Play, Trash2 } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { CardGroup } from '#components/ui/card-group.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { RowMenu, type MenuItem } from '#components/ui/menu.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { State } from '#components/ui/state.tsx';
import { AppSign, type Icons } from './app-sign.tsx';
import type { Deed } from './connection-dialogs.tsx';
import type { Session } from './session.ts';
import type { Connection } from './vault-api.ts';
import { isSignIn, own, standingOf, wayWords } from './words.ts';

interface OwnConnectionsProps {
  icons: Icons;
  session: Session;
  all: readonly Connection[];
  /** The id of the one something is done with now. */
  busy: string | null;
  onConnect: (one: Connection) => void;
  onDeed: (deed: Deed) => void;
  onEnable: (one: Connection) => void;
}

/** What is connected, worst first. */
export function OwnConnections({ all, ...rest }: OwnConnectionsProps) {
  const connections = own(all);
  if (connections.length === 0)
    return (
      <div className="group">
        <Panel>
          <EmptyState
            title="Nothing is connected yet"
            sentence="Choose an app below to connect your account with it."
          />
        </Panel>
      </div>
    );
  return (
    <CardGroup title="Connected apps" aside={String(connections.length)}>
      {connections.map((one) => (
        <ConnectionCard key={one.id} connection={one} {...rest} />
      ))}
    </CardGroup>
  );
}

function ConnectionCard({ connection, ...rest }: Omit<OwnConnectionsProps, 'all'> & { connection: Connection }) {
  const { icons, session, busy, onConnect } = rest;
  const { mark, words, way } = standingOf(connection);
  const mayConnect = way !== null && (way === 'connect' || session.allowed.includes('reauthorize'));
  const items = itemsOf(connection, rest);
  return (
    <li className="card">
      <div className="top">
        <AppSign icons={icons} connection={connection} />
        <div className="text">
          <h3 className="clip">{connection.name}</h3>
          <div className="cat clip">{connection.tag_line ?? connection.unified_api}</div>
        </div>
        {items.length > 0 && <RowMenu name={connection.name} groups={[{ items }]} />}
      </div>
      <div className="foot">
        <State state={busy === connection.id ? 'verifying' : mark}>{busy === connection.id ? 'Working…' : words}</State>
        {mayConnect && (
          <span className="end">
            <Button small variant="quiet" disabled={busy !== null} onClick={() => onConnect(connection)}>
              {wayWords[way]}
              <span className="sr"> {connection.name}</span>
            </Button>
          </span>
        )}
      </div>
    </li>
  );
}

/** Only what the session lets its consumer do. */
function itemsOf(one: Connection, { session, onConnect, onDeed, onEnable }: Omit<OwnConnectionsProps, 'all'>) {
  const may = (action: Session['allowed'][number]) => session.allowed.includes(action);
  const items: (MenuItem | false)[] = [
    may('reauthorize') &&
      (isSignIn(one)
        ? { label: 'Sign in again', icon: <Icon of={LogIn} />, onSelect: () => onConnect(one) }
        : { label: 'Change details', icon: <Icon of={KeyRound} />, onSelect: () => onConnect(one) }),
    may('disable') &&
      (one.enabled
        ? {
            label: 'Disable',
            icon: <Icon of={Ban} />,
            onSelect: () => onDeed({ kind: 'disable', connection: one }),
          }
        : { label: 'Enable', icon: <Icon of={Play} />, onSelect: () => onEnable(one) }),
    may('delete') && {
      label: 'Disconnect',
      icon: <Icon of={Trash2} />,
      isDangerous: true,
      onSelect: () => onDeed({ kind: 'disconnect', connection: one }),
    },
  ];
  return items.filter((item) => item !== false);
}
