/**
 * Pictures of the conversation as object URLs. They need the visitor's token in a header, which an
 * image element cannot send, so they are fetched once and kept.
 */
export class Pictures {
  private readonly addresses = new Map<string, Promise<string>>();

  constructor(
    private readonly server: string,
    private readonly token: () => string | null,
  ) {}

  /** A picture that this page has just uploaded need not be fetched. */
  remember(blob: string, file: Blob): void {
    this.addresses.set(blob, Promise.resolve(URL.createObjectURL(file)));
  }

  /** The picture as large as the server shows it. */
  address(blob: string): Promise<string> {
    return this.addresses.get(blob) ?? this.fetched(blob, '');
  }

  /** Small, for the conversation. */
  thumbnail(blob: string): Promise<string> {
    return this.addresses.get(blob) ?? this.fetched(blob, '?as=thumbnail');
  }

  private fetched(blob: string, form: string): Promise<string> {
    const key = blob + form;
    let address = this.addresses.get(key);
    if (!address) {
      address = this.fetchPicture(blob, form);
      this.addresses.set(key, address);
      // A failure is not remembered, so that a tap tries again.
      address.catch(() => this.addresses.delete(key));
    }
    return address;
  }

  private async fetchPicture(blob: string, form: string): Promise<string> {
    const response = await fetch(`${this.server}/api/v1/blobs/${encodeURIComponent(blob)}${form}`, {
      headers: { Authorization: `Bearer ${this.token() ?? ''}` },
    });
    if (!response.ok) throw new Error(`picture ${response.status}`);
    return URL.createObjectURL(await response.blob());
  }
}
