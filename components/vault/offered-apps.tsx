'use client';

import { useState } from 'react';
import { CardGroup } from '#components/ui/card-group.tsx';
import { SearchBox } from '#components/ui/search-box.tsx';
import { AppSign, type Icons } from './app-sign.tsx';
import type { Connection } from './vault-api.ts';
import { offered } from './words.ts';

interface OfferedAppsProps {
  icons: Icons;
  all: readonly Connection[];
  busy: string | null;
  onConnect: (one: Connection) => void;
}

/** What can be connected, with a search over it. */
export function OfferedApps({ icons, all, busy, onConnect }: OfferedAppsProps) {
  const [words, setWords] = useState('');
  const apps = offered(all, words);
  const total = offered(all, '').length;
  if (total === 0) return null;
  return (
    <>
      <div className="toolbar">
        <SearchBox
          label="Search apps"
          placeholder="Search apps"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          data-hydrated
        />
        <output className="sr">{words.trim() === '' ? '' : `${apps.length} apps found`}</output>
      </div>
      {apps.length === 0 ? (
        <p className="soft">No app here is called “{words.trim()}”.</p>
      ) : (
        <CardGroup title="Connect an app" aside={apps.length === total ? `${total}` : `${apps.length} of ${total}`}>
          {apps.map((one) => (
            <li key={one.id} className="card idle">
              <div className="top">
                <AppSign icons={icons} connection={one} />
                <div className="text">
                  <h3 className="clip">{one.name}</h3>
                  <div className="cat clip">{one.tag_line ?? one.unified_api}</div>
                </div>
                <button type="button" className="add" disabled={busy !== null} onClick={() => onConnect(one)}>
                  Connect<span className="sr"> {one.name}</span>
                </button>
              </div>
            </li>
          ))}
        </CardGroup>
      )}
    </>
  );
}
