import { useEffect, useState } from 'preact/hooks';
import { useWidget } from './context';

export function Picture({ blob, enlarge }: { blob: string; enlarge(address: string): void }) {
  const { session } = useWidget();
  const [address, setAddress] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let wanted = true;
    setFailed(false);
    session.pictures.thumbnail(blob).then(
      (loaded) => wanted && setAddress(loaded),
      () => wanted && setFailed(true),
    );
    return () => {
      wanted = false;
    };
  }, [blob, attempt]);

  if (failed) {
    return (
      <button type="button" class="picture empty" onClick={() => setAttempt(attempt + 1)}>
        图片没有加载出来，点这里重试
      </button>
    );
  }
  // The large one is fetched when it is asked for; where that fails, the small one is better than nothing.
  const enlargeIt = (small: string) =>
    session.pictures.address(blob).then(enlarge, () => enlarge(small));

  if (!address) return <div class="picture empty" aria-label="图片加载中" />;
  return (
    <button type="button" class="picture" aria-label="查看大图" onClick={() => void enlargeIt(address)}>
      <img src={address} alt="聊天图片" data-testid="picture" />
    </button>
  );
}
