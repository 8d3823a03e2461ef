'use client';

import { useEffect } from 'react';
import { useRouter } from 'next/navigation';

const everyMs = 5_000;

/** While something on the page goes on by itself, the page is made anew now and then. */
export function KeepFresh() {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), everyMs);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}
