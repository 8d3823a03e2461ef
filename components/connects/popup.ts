'use client';

const [width, height] = [620, 760];
/** Below it a second window is a second tab, which people lose. */
const widthMin = 720;

/**
 * An empty window, for an address that is still being asked for. Opened at the press itself, as browsers demand. Null
 * where there is no room for one, or the browser refuses: then the sign-in takes this window.
 */
export function openWindow(): Window | null {
  if (window.innerWidth < widthMin) return null;
  const left = Math.round(window.screenX + (window.outerWidth - width) / 2);
  const top = Math.round(window.screenY + (window.outerHeight - height) / 2);
  return window.open('', '_blank', `popup,width=${width},height=${height},left=${left},top=${top}`);
}

/** Leads a window that was opened empty to the provider; without one, this page goes there itself. */
export function lead(to: Window | null, url: string): void {
  if (to === null) window.location.assign(url);
  // Closed while the address was on its way: whoever did that has not asked to leave this page.
  else if (!to.closed) to.location.replace(url);
}
