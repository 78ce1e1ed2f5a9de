import { signal } from '@preact/signals';
import { errorText } from '../shared/error-text';
import { randomId } from '../shared/identifier';
import { pictureProblem } from '../shared/image-kind';
import { upload, type Upload, type Uploaded, type UploadRefused } from '../shared/upload';
import type { Limits } from '../shared/protocol';

export interface Attachment {
  id: string;
  file: File;
  /** An object URL; null while it is not known to be a picture. */
  preview: string | null;
  evidence: string | null;
  state: 'checking' | 'waiting' | 'uploading' | 'failed';
  progress: number;
  problem: string | null;
  tries: number;
  /** False where the file itself is what is wrong. */
  canRetry: boolean;
}

/** Refusals that pass by themselves. */
const passing = new Set(['rate_limited', 'unavailable', 'internal']);
const triesByItself = 8;

interface Surroundings {
  server: string;
  token(): string | null;
  limits(): Limits;
  /** The evidence that the next picture is for, or null. */
  evidenceForNext(): string | null;
  uploaded(file: File, result: Uploaded, evidence: string | null): void;
}

/** Pictures on their way to the server, one after the other so that they arrive in the order picked. */
export class Attachments {
  readonly list = signal<readonly Attachment[]>([]);
  /** Until then the server wants no upload. */
  private notBefore = 0;
  private checks: Promise<void> = Promise.resolve();
  private current: { id: string; upload: Upload } | null = null;

  constructor(private readonly surroundings: Surroundings) {}

  evidenceUnderWay(): string[] {
    return this.list.value.map((attachment) => attachment.evidence).filter((item): item is string => item !== null);
  }

  add(file: File, evidence: string | null): void {
    const attachment: Attachment = {
      id: randomId(),
      file,
      preview: null,
      evidence,
      state: 'checking',
      progress: 0,
      problem: null,
      tries: 0,
      canRetry: true,
    };
    this.list.value = [...this.list.value, attachment];
    // One after the other: which evidence a picture is for depends on those before it.
    this.checks = this.checks.then(() => this.check(attachment));
  }

  private async check({ id, file, evidence }: Attachment): Promise<void> {
    const problem = await pictureProblem(file, this.surroundings.limits());
    if (!this.list.value.some((attachment) => attachment.id === id)) return;
    this.change(
      id,
      problem === null
        ? { state: 'waiting', preview: URL.createObjectURL(file), evidence: evidence ?? this.surroundings.evidenceForNext() }
        : { state: 'failed', problem, canRetry: false, evidence: null },
    );
    this.proceed();
  }

  retry(id: string): void {
    this.change(id, { state: 'waiting', progress: 0, problem: null, tries: 0 });
    this.proceed();
  }

  remove(id: string): void {
    if (this.current?.id === id) this.current.upload.abort();
    const attachment = this.list.value.find((candidate) => candidate.id === id);
    if (attachment?.preview) URL.revokeObjectURL(attachment.preview);
    this.list.value = this.list.value.filter((candidate) => candidate.id !== id);
  }

  /** Called whenever an upload may start: a file was added, one ended, the connection came back. */
  proceed(): void {
    if (this.current || Date.now() < this.notBefore || this.surroundings.token() === null) return;
    // In the order picked: one that is still looked at holds up those behind it.
    const next = this.list.value.find(({ state }) => state === 'checking' || state === 'waiting');
    if (next?.state === 'waiting') void this.send(next);
  }

  private async send(attachment: Attachment): Promise<void> {
    const { id, file, evidence } = attachment;
    this.change(id, { state: 'uploading', problem: null });
    const running = upload(
      `${this.surroundings.server}/api/v1/blobs`,
      file,
      { Authorization: `Bearer ${this.surroundings.token() ?? ''}` },
      (progress) => this.change(id, { progress }),
    );
    this.current = { id, upload: running };
    try {
      const result = await running.finished;
      this.surroundings.uploaded(file, result, evidence);
      this.remove(id);
    } catch (refused) {
      const { code, retry_after: pause, message } = refused as UploadRefused;
      if (passing.has(code) && attachment.tries < triesByItself) {
        this.pause(pause ?? 2 ** attachment.tries);
        this.change(id, { state: 'waiting', progress: 0, problem: errorText(code), tries: attachment.tries + 1 });
        return;
      }
      const problem = code === 'network' ? '网络不稳定，没有传上去' : (message ?? errorText(code));
      const canRetry = code !== 'too_large' && code !== 'unsupported_media';
      this.change(id, { state: 'failed', problem, canRetry, evidence: canRetry ? evidence : null });
    } finally {
      this.current = null;
      this.proceed();
    }
  }

  private pause(seconds: number): void {
    const milliseconds = Math.max(1, seconds) * 1000;
    this.notBefore = Date.now() + milliseconds;
    setTimeout(() => this.proceed(), milliseconds + 50);
  }

  private change(id: string, changes: Partial<Attachment>): void {
    this.list.value = this.list.value.map((attachment) =>
      attachment.id === id ? { ...attachment, ...changes } : attachment,
    );
  }
}
