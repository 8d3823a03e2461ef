/** Hands bytes to the browser as a download. Nothing of them stays in the page. */
export function saveFile(fileName: string, bytes: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: 'application/bson' }));
  fetchFile(url, fileName);
  // The download has taken its own hold of the bytes by the next turn.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

/** The browser downloads from that address, straight to the disk; the page stays where it is. */
export function fetchFile(href: string, fileName: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
}
