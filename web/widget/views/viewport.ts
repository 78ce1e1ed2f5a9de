import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const phone = '(max-width: 640px)';

/**
 * Whether the panel fills the screen. Where it does, it follows the part of the screen that the
 * keyboard leaves, and the shop's page behind it does not scroll.
 */
export function useFullScreen(panel: RefObject<HTMLElement>): boolean {
  const [fullScreen, setFullScreen] = useState(() => matchMedia(phone).matches);

  useEffect(() => {
    const query = matchMedia(phone);
    const changed = () => setFullScreen(query.matches);
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, []);

  useEffect(() => {
    const visible = window.visualViewport;
    if (!fullScreen || !visible) return;
    const page = document.documentElement;
    const overflow = page.style.overflow;
    page.style.overflow = 'hidden';
    const follow = () => {
      panel.current?.style.setProperty('--visible-height', `${visible.height}px`);
      panel.current?.style.setProperty('--visible-top', `${visible.offsetTop}px`);
    };
    follow();
    visible.addEventListener('resize', follow);
    visible.addEventListener('scroll', follow);
    return () => {
      page.style.overflow = overflow;
      visible.removeEventListener('resize', follow);
      visible.removeEventListener('scroll', follow);
      panel.current?.style.removeProperty('--visible-height');
      panel.current?.style.removeProperty('--visible-top');
    };
  }, [fullScreen]);

  return fullScreen;
}
