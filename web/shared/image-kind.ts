// What a file is follows from its first bytes, as on the server; its name may say anything.

const beginnings: [type: string, bytes: RegExp][] = [
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[^]{4}WEBP/],
];

const longestBeginning = 12;

/** The type of the picture in this file, or null where it is none or cannot be read. */
export async function imageType(file: Blob): Promise<string | null> {
  try {
    const bytes = new Uint8Array(await file.slice(0, longestBeginning).arrayBuffer());
    const text = String.fromCharCode(...bytes);
    return beginnings.find(([, beginning]) => beginning.test(text))?.[0] ?? null;
  } catch {
    return null;
  }
}

interface Limits {
  upload_bytes: number;
  upload_types: readonly string[];
}

/** Why this file cannot be sent as a picture, for whoever picked it; null where it can. */
export async function pictureProblem(file: File, limits: Limits): Promise<string | null> {
  if (file.size === 0) return '这个文件是空的，请换一张图片';
  const type = await imageType(file);
  const megabytes = Math.floor(limits.upload_bytes / 1_048_576);
  if (type === null || !limits.upload_types.includes(type))
    return `这不是能发的图片，只支持 JPG、PNG、WebP、GIF，每张不超过 ${megabytes} MB`;
  if (file.size > limits.upload_bytes) return `图片太大，每张不超过 ${megabytes} MB`;
  return null;
}
