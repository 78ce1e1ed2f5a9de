// Whether the panel is open, kept for the tab: who reloads the page or goes on to the next one of the
// shop has not closed the chat.

export function wasOpen(key: string): boolean {
  try {
    return sessionStorage.getItem(key) !== null;
  } catch {
    return false;
  }
}

export function rememberOpen(key: string, open: boolean): void {
  try {
    if (open) sessionStorage.setItem(key, 'yes');
    else sessionStorage.removeItem(key);
  } catch {
    // The browser keeps nothing: the panel starts closed.
  }
}
