import { render } from 'preact';
import './page-interface';
import { readableOn, readOptions } from './options';
import { Session } from './session';
import { WidgetContext } from './views/context';
import { Widget } from './views/widget';
import styles from './widget.css?inline';

const script =
  document.currentScript instanceof HTMLScriptElement
    ? document.currentScript
    : document.querySelector<HTMLScriptElement>('script[data-kefu]');

/** A constructed sheet needs no permission for inline styles from the shop's content security policy. */
function adoptStyles(root: ShadowRoot): void {
  if ('adoptedStyleSheets' in root && 'replaceSync' in CSSStyleSheet.prototype) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
    return;
  }
  const element = document.createElement('style');
  element.textContent = styles;
  (root as ShadowRoot).append(element);
}

function start(element: HTMLScriptElement): void {
  const options = readOptions(element.dataset, element.src);
  const host = document.createElement('div');
  host.dataset['kefuWidget'] = '';
  if (options.accent) {
    host.style.setProperty('--accent', options.accent);
    const onAccent = readableOn(options.accent);
    host.style.setProperty('--on-accent', onAccent);
    // A light colour is no focus ring on a white panel.
    if (onAccent !== '#ffffff') host.style.setProperty('--focus', 'var(--text)');
  }
  const root = host.attachShadow({ mode: 'open' });
  adoptStyles(root);
  document.body.append(host);

  const session = new Session(options);
  render(
    <WidgetContext.Provider value={{ session, options }}>
      <Widget />
    </WidgetContext.Provider>,
    root,
  );
  window.Kefu = {
    open(text) {
      session.open();
      if (text !== undefined) session.draft.value = text;
    },
    close: () => session.close(),
  };
  if (options.open) session.open();
  else session.reopen();
}

// A page that embeds the line twice still has one widget.
if (script && !window.Kefu) {
  if (document.body) start(script);
  else document.addEventListener('DOMContentLoaded', () => start(script));
}
