import { useEffect } from 'preact/hooks';
import type { RefObject } from 'preact';

/** Calls `changed` when the element or what it shows changes its size: a picture that loads, a keyboard that opens. */
export function useResize(element: RefObject<HTMLElement>, changed: () => void): void {
  useEffect(() => {
    const watched = element.current;
    if (!watched) return;
    const observer = new ResizeObserver(changed);
    observer.observe(watched);
    if (watched.firstElementChild) observer.observe(watched.firstElementChild);
    return () => observer.disconnect();
  }, []);
}
