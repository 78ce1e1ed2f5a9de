import { signal } from '@preact/signals';
import { errorText } from '../shared/error-text';
import { randomId } from '../shared/identifier';
import { upload, type Upload, type Uploaded, type UploadRefused } from '../shared/upload';
import type { Limits } from '../shared/protocol';

export interface Attachment {
  id: string;
  file: File;
  preview: string;
  evidence: string | null;
  state: 'waiting' | 'uploading' | 'failed';
  progress: number;
  problem: string | null;
  /** False where the file itself is what is wrong. */
  canRetry: boolean;
}

interface Surroundings {
  server: string;
  token(): string | null;
  limits(): Limits;
  uploaded(file: File, result: Uploaded, evidence: string | null): void;
}

/** Pictures on their way to the server, one after the other so that they arrive in the order picked. */
export class Attachments {
  readonly list = signal<readonly Attachment[]>([]);
  private current: { id: string; upload: Upload } | null = null;

  constructor(private readonly surroundings: Surroundings) {}

  evidenceUnderWay(): string[] {
    return this.list.value.map((attachment) => attachment.evidence).filter((item): item is string => item !== null);
  }

  add(file: File, evidence: string | null): void {
    const problem = this.problemWith(file);
    const attachment: Attachment = {
      id: randomId(),
      file,
      preview: URL.createObjectURL(file),
      // What cannot be sent must not hold the place of the picture that will be.
      evidence: problem ? null : evidence,
      state: problem ? 'failed' : 'waiting',
      progress: 0,
      problem,
      canRetry: problem === null,
    };
    this.list.value = [...this.list.value, attachment];
    this.proceed();
  }

  retry(id: string): void {
    this.change(id, { state: 'waiting', progress: 0, problem: null });
    this.proceed();
  }

  remove(id: string): void {
    if (this.current?.id === id) this.current.upload.abort();
    const attachment = this.list.value.find((candidate) => candidate.id === id);
    if (attachment) URL.revokeObjectURL(attachment.preview);
    this.list.value = this.list.value.filter((candidate) => candidate.id !== id);
  }

  /** Called whenever an upload may start: a file was added, one ended, the connection came back. */
  proceed(): void {
    if (this.current || this.surroundings.token() === null) return;
    const next = this.list.value.find((attachment) => attachment.state === 'waiting');
    if (next) void this.send(next);
  }

  private problemWith(file: File): string | null {
    const limits = this.surroundings.limits();
    if (file.size > limits.upload_bytes) return errorText('too_large');
    if (!limits.upload_types.includes(file.type)) return errorText('unsupported_media');
    return null;
  }

  private async send(attachment: Attachment): Promise<void> {
    const { id, file, evidence } = attachment;
    this.change(id, { state: 'uploading' });
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
      const code = (refused as UploadRefused).code;
      const problem = code === 'network' ? '网络不稳定，没有传上去' : errorText(code);
      const canRetry = code !== 'too_large' && code !== 'unsupported_media';
      this.change(id, { state: 'failed', problem, canRetry, evidence: canRetry ? evidence : null });
    } finally {
      this.current = null;
      this.proceed();
    }
  }

  private change(id: string, changes: Partial<Attachment>): void {
    this.list.value = this.list.value.map((attachment) =>
      attachment.id === id ? { ...attachment, ...changes } : attachment,
    );
  }
}
