export interface UploadRefused {
  code: string;
  /** In how many seconds the server would take it. */
  retry_after?: number;
  /** What is wrong with this very file, for whoever sent it. */
  message?: string;
}

export interface Uploaded {
  blob: string;
  media_type: string;
}

export interface Upload {
  finished: Promise<Uploaded>;
  abort(): void;
}

function refusal(status: number, body: unknown): UploadRefused {
  const { code, retry_after, message } = (body ?? {}) as { code?: unknown; retry_after?: unknown; message?: unknown };
  if (code === 'unsupported_media' && typeof message === 'string') return { code, message };
  if (typeof code === 'string') return typeof retry_after === 'number' ? { code, retry_after } : { code };
  if (status === 413) return { code: 'too_large' };
  if (status === 415) return { code: 'unsupported_media' };
  if (status === 401) return { code: 'unauthorized' };
  return { code: status === 0 ? 'network' : 'internal' };
}

/** Sends one image. XMLHttpRequest, because fetch cannot tell how far an upload is. */
export function upload(
  address: string,
  file: Blob,
  headers: Record<string, string>,
  progressed: (fraction: number) => void,
): Upload {
  const request = new XMLHttpRequest();
  const finished = new Promise<Uploaded>((resolve, reject) => {
    request.open('POST', address);
    request.responseType = 'json';
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progressed(event.loaded / event.total);
    };
    request.onload = () => {
      const body: unknown = request.response;
      if (request.status === 200 && typeof (body as Uploaded | null)?.blob === 'string') resolve(body as Uploaded);
      else reject(refusal(request.status, body));
    };
    request.onerror = request.ontimeout = () => reject(refusal(0, null));
    request.onabort = () => reject({ code: 'aborted' });
    request.timeout = 120_000;
    request.send(file);
  });
  return { finished, abort: () => request.abort() };
}
