import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useBackButton } from '../../shared/back-button';
import { isComposing } from '../../shared/keys';
import { shortcutOf } from '../shortcuts';
import { useDesk } from './context';
import { Enlarged } from '../../shared/enlarged';
import { EvidencePanel } from './evidence-panel';
import { Help } from './help';
import { List } from './list';
import { PackDialog } from './pack-dialog';
import { Rail } from './rail';
import { ResolveDialog } from './resolve-dialog';
import { Thread } from './thread';

const patience = 1500;

/** Where one sees either the list or a conversation, which Back then leaves. */
const narrow = () => matchMedia('(max-width: 767px)').matches;

export function DeskPage() {
  const desk = useDesk();
  const [evidenceOpen, setEvidenceOpen] = useState(false);
  const [helpOpen, setHelpOpen] = useState(false);
  const [packOpen, setPackOpen] = useState(false);
  const [resolving, setResolving] = useState(false);
  const [enlarged, setEnlarged] = useState<string | null>(null);
  const [noting, setNoting] = useState(false);
  const [cursor, setCursor] = useState<string | null>(null);
  const page = useRef<HTMLDivElement>(null);
  const current = desk.current.value;

  useEffect(() => {
    setNoting(false);
    setEvidenceOpen(false);
    setCursor(current);
  }, [current]);

  useBackButton(current !== null && narrow(), () => desk.closeCurrent());
  useBackButton(evidenceOpen, () => setEvidenceOpen(false));
  useBackButton(helpOpen, () => setHelpOpen(false));
  useBackButton(packOpen, () => setPackOpen(false));
  useBackButton(resolving, () => setResolving(false));
  useBackButton(enlarged !== null, () => setEnlarged(null));

  const open = (conv: string) => {
    desk.open(conv);
  };
  const focusComposer = () => page.current?.querySelector<HTMLElement>('[data-testid="reply"]')?.focus();

  // At once after each change, not after the next picture: fast fingers press J and Enter in between.
  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (isComposing(event)) return;
      if (event.key === 'Escape') {
        if (enlarged) setEnlarged(null);
        else if (helpOpen) setHelpOpen(false);
        else setEvidenceOpen(false);
        return;
      }
      const shortcut = shortcutOf(event);
      if (!shortcut || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      const rights = desk.rights.value;
      const ready = desk.connection.value === 'online' && !desk.busy.value;
      switch (shortcut) {
        case 'next':
        case 'previous': {
          const rows = desk.visibleRows.value;
          const at = rows.findIndex((row) => row.conv === cursor);
          const to = at === -1 ? 0 : at + (shortcut === 'next' ? 1 : -1);
          setCursor(rows[Math.max(0, Math.min(rows.length - 1, to))]?.conv ?? null);
          break;
        }
        case 'open':
          if (cursor) open(cursor);
          break;
        case 'claim':
          if (rights.claim && ready) desk.act('claim');
          break;
        case 'hand back':
          if (rights.handBack && ready) desk.act('hand_back');
          break;
        case 'resolve':
          if (rights.resolve && ready) setResolving(true);
          break;
        case 'note':
          if (noting) focusComposer();
          else if (rights.note) setNoting(true);
          break;
        case 'help':
          setHelpOpen(true);
          break;
      }
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  });

  return (
    <div
      ref={page}
      class={`desk ${current ? 'has-thread' : ''} ${evidenceOpen ? 'evidence-open' : ''}`}
      data-testid="desk"
    >
      <OfflineBar />
      <Rail showHelp={() => setHelpOpen(true)} showPack={() => setPackOpen(true)} />
      <List cursor={cursor} open={open} />
      <Thread
        noting={noting}
        setNoting={setNoting}
        resolve={() => setResolving(true)}
        toggleEvidence={() => setEvidenceOpen(!evidenceOpen)}
        enlarge={setEnlarged}
      />
      <EvidencePanel enlarge={setEnlarged} close={() => setEvidenceOpen(false)} />
      {helpOpen && <Help close={() => setHelpOpen(false)} />}
      {packOpen && <PackDialog close={() => setPackOpen(false)} />}
      {resolving && <ResolveDialog close={() => setResolving(false)} />}
      {enlarged && <Enlarged address={enlarged} close={() => setEnlarged(null)} />}
    </div>
  );
}

function OfflineBar() {
  const desk = useDesk();
  const up = desk.connection.value === 'online' || desk.connection.value === 'idle';
  const [since, setSince] = useState<number | null>(null);
  useEffect(() => setSince(up ? null : Date.now()), [up]);
  const now = desk.now.value;
  if (since === null || now - since < patience) return null;
  return (
    <div class="offline-bar" role="alert" data-testid="offline">
      已断线 {Math.floor((now - since) / 1000)} 秒，正在重连。写下的内容会保留，恢复后自动发送。
    </div>
  );
}
