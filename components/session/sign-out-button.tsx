'use client';

import { LogOut } from 'lucide-react';
import { Icon } from '#components/ui/icon.tsx';
import { signOut } from './sign-in.ts';

export function SignOutButton() {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void signOut();
      }}
    >
      <button type="submit" className="item">
        <Icon of={LogOut} />
        Sign out
      </button>
    </form>
  );
}
