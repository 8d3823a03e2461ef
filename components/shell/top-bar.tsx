import type { ReactNode } from 'react';
import { AccountMenu, type AccountProps } from './account-menu.tsx';
import { BrandLink } from './brand.tsx';
import { SkipLink } from './skip-link.tsx';
import { Switcher, type SwitcherProps } from './switcher.tsx';
import { Tabs, type Tab } from './tabs.tsx';

interface TopBarProps {
  home: string;
  tenant: Omit<SwitcherProps, 'noun'>;
  /** Left out on pages of a tenant as a whole. */
  workspace?: Omit<SwitcherProps, 'noun'>;
  tabs: readonly Tab[];
  /** The `Search or jump to` button with what it opens. */
  jump?: ReactNode;
  account: AccountProps;
}

export function TopBar({ home, tenant, workspace, tabs, jump, account }: TopBarProps) {
  return (
    <>
      <SkipLink />
      <header className="bar">
        <BrandLink href={home} />
        <div className="where">
          <Switcher noun="tenant" {...tenant} />
          {workspace && (
            <>
              <span className="muted wide-only" aria-hidden="true">
                /
              </span>
              <Switcher noun="workspace" {...workspace} />
            </>
          )}
        </div>
        <Tabs tabs={tabs} />
        <span className="grow" />
        {jump}
        <AccountMenu {...account} />
      </header>
    </>
  );
}
