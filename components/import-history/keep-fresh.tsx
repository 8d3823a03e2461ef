'use client';

import { useEffect } from 'react';
import { useRouter } from 'next/navigation';

/** While something on the page goes on by itself, the page is made anew now and then. */
export function KeepFresh({ everyMs = 5_000 }: { everyMs?: number }) {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), everyMs);
    return () => clearInterval(timer);
  }, [router, everyMs]);
  return null;
}
