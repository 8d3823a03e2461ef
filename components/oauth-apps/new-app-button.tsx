'use client';

import { Plus } from 'lucide-react';
import { useCreateParam } from '#components/credentials/create-param.ts';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';

export function NewAppButton() {
  const { open } = useCreateParam();
  return (
    <Button small onClick={() => open()}>
      <Icon of={Plus} />
      New OAuth app
    </Button>
  );
}
