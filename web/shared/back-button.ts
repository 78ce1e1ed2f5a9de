import { useEffect, useRef } from 'preact/hooks';

// What lies over the page (a panel, a picture, a conversation on a phone) is closed by the browser's
// Back instead of leaving the page. Each open layer stands for one entry of the history; the entry
// knows how many layers were open with it.

type Close = () => void;

const layers: Close[] = [];
let takingBack = false;

function depth(): number {
  const state = history.state as { kefu?: unknown } | null;
  return typeof state?.kefu === 'number' ? state.kefu : 0;
}

function enter(): void {
  history.pushState({ ...(history.state as object | null), kefu: depth() + 1 }, '');
}

function moved(): void {
  if (takingBack) {
    // Not the reader's doing. What was opened in the meantime gets its entry now.
    takingBack = false;
    while (depth() < layers.length) enter();
    return;
  }
  while (layers.length > depth()) layers.pop()?.();
}

/** Says that something lies over the page now; what is returned says that it was closed otherwise. */
export function openLayer(close: Close): () => void {
  if (layers.length === 0) window.addEventListener('popstate', moved);
  layers.push(close);
  // After a reload the entry may be there already.
  if (!takingBack && depth() < layers.length) enter();
  return () => {
    const at = layers.indexOf(close);
    if (at === -1) return;
    layers.splice(at);
    if (depth() <= at) return;
    takingBack = true;
    history.go(at - depth());
  };
}

/** While `open`, Back calls `close` and stays on the page. */
export function useBackButton(open: boolean, close: Close): void {
  const current = useRef(close);
  current.current = close;
  useEffect(() => (open ? openLayer(() => current.current()) : undefined), [open]);
}
