'use client';

import { useRef, useState, type KeyboardEvent } from 'react';
import { SearchBox } from '#components/ui/search-box.tsx';
import type { AppForm } from '#lib/credentials/schema.ts';
import { nameKey } from '#lib/names.ts';
import { AppTile } from './app-tile.tsx';

interface AppChooserProps {
  apps: readonly Pick<AppForm, 'id' | 'name' | 'category' | 'icon'>[];
  onChoose: (component: string) => void;
}

/** Which app it is for. `Enter` takes the first that matches; arrows go through the list. */
export function AppChooser({ apps, onChoose }: AppChooserProps) {
  const [q, setQ] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const found = apps.filter((app) => nameKey(`${app.name} ${app.category}`).includes(nameKey(q)));
  const move = (event: KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const here = buttons.findIndex((button) => button === document.activeElement);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || buttons.length === 0) return;
    event.preventDefault();
    buttons[Math.min(Math.max(here + step, 0), buttons.length - 1)]?.focus();
  };
  const takeFirst = (event: KeyboardEvent) => {
    const first = found[0];
    if (event.key !== 'Enter' || !first) return;
    event.preventDefault();
    onChoose(first.id);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the search and the buttons bubble here
    <div className="stack" onKeyDown={move}>
      <SearchBox
        label="Search apps"
        placeholder={`Search ${apps.length} apps`}
        value={q}
        onChange={(event) => setQ(event.currentTarget.value)}
        onKeyDown={takeFirst}
      />
      <ul className="cards" ref={list} aria-label="Apps">
        {found.map((app) => (
          <li className="card idle" key={app.id}>
            <div className="top">
              <AppTile icon={app.icon} name={app.name} />
              <div className="text">
                <button type="button" className="linkbtn name clip" onClick={() => onChoose(app.id)}>
                  {app.name}
                </button>
                <div className="cat clip">{app.category}</div>
              </div>
            </div>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="soft">No app matches “{q.trim()}”.</p>}
    </div>
  );
}
