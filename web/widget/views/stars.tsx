import { useState } from 'preact/hooks';
import { StarIcon } from '../../shared/icons';

const words = ['很不满意', '不满意', '一般', '满意', '很满意'];

export function Stars({ given, rate }: { given: number | null; rate(stars: number): void }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const stars = given ?? chosen;
  return (
    <section class="card stars" data-testid="csat">
      <h3>{stars ? '谢谢您的评价' : '这次服务您满意吗？'}</h3>
      <div role="group" aria-label="评价">
        {words.map((word, index) => (
          <button
            key={word}
            type="button"
            aria-label={`${index + 1} 星，${word}`}
            aria-pressed={stars === index + 1}
            disabled={stars !== null}
            onClick={() => {
              setChosen(index + 1);
              rate(index + 1);
            }}
          >
            <StarIcon size={28} filled={stars !== null && index < stars} />
          </button>
        ))}
      </div>
      {stars && <p>{words[stars - 1]}</p>}
    </section>
  );
}
